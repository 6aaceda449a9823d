--[[
  Renews the lock of a running job.

  KEYS[1]  lock     the job's lock
  KEYS[2]  stalled  set of jobs that did not renew since the last check

  ARGV[1]  token of the holder
  ARGV[2]  duration (ms)
  ARGV[3]  job id

  Output
    1  renewed
    0  the lock is gone or held by another token

  Events
    none
]]
local lockKey, stalledKey = KEYS[1], KEYS[2]
local token, duration, jobId = ARGV[1], ARGV[2], ARGV[3]
local rcall = redis.call

--- @include "../includes/requireNumber"

requireNumber(duration, "ARGV[2]")
if rcall("GET", lockKey) ~= token then
  return 0
end
rcall("SET", lockKey, token, "PX", duration)
rcall("SREM", stalledKey, jobId)
return 1
