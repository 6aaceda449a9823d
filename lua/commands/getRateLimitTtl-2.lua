--[[
  Tells how long a queue is rate limited.

  KEYS[1]  limiter  counter of the rate limit, expires with its window
  KEYS[2]  meta     hash of queue settings

  ARGV[1]  number of jobs a worker may start in a window, 0 = the queue's own limit

  Output
    ms until the limit ends, 0 while it is not reached; without any limit what PTTL says: -2 no counter, -1 it never expires

  Events
    none
]]
local limiterKey, metaKey = KEYS[1], KEYS[2]
local workerMax = ARGV[1]
local rcall = redis.call

--- @include "../includes/rateLimitTtl"
--- @include "../includes/requireNumber"

local maxJobs = requireNumber(workerMax, "ARGV[1]")
if maxJobs == 0 then
  maxJobs = tonumber(rcall("HGET", metaKey, "max"))
end
if not maxJobs then
  return rcall("PTTL", limiterKey)
end
return rateLimitTtl(limiterKey, maxJobs)
