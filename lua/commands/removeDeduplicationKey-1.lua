--[[
  Ends a deduplication if a job owns it.

  KEYS[1]  de:<deduplication id>, string

  ARGV[1]  job id

  Output
    1  ended
    0  the job does not own it

  Events
    none
]]
local dedupKey = KEYS[1]
local jobId = ARGV[1]
local rcall = redis.call

if rcall("GET", dedupKey) == jobId then
  return rcall("DEL", dedupKey)
end
return 0
