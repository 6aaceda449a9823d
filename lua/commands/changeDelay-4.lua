--[[
  Changes when a delayed job is due.

  KEYS[1]  delayed  sorted set
  KEYS[2]  meta     hash of queue settings
  KEYS[3]  marker   sorted set that workers block on
  KEYS[4]  events   stream

  ARGV[1]  delay (ms from now)
  ARGV[2]  now (ms)
  ARGV[3]  job id
  ARGV[4]  the job's key

  Output
     0  changed
    -1  job missing
    -3  the job is not delayed

  Events
    delayed (delay = due time, ms)
]]
local queue = { delayed = KEYS[1], meta = KEYS[2], marker = KEYS[3], events = KEYS[4] }
local delay, timestamp, jobId, jobKey = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local rcall = redis.call

--- @include "../includes/addDelayMarker"
--- @include "../includes/addDelayedJob"
--- @include "../includes/errorCodes"
--- @include "../includes/keepMaxEvents"
--- @include "../includes/readSettings"
--- @include "../includes/requireNumber"

local delayMs = requireNumber(delay, "ARGV[1]")
local now = requireNumber(timestamp, "ARGV[2]")
if rcall("EXISTS", jobKey) == 0 then
  return JOB_MISSING
end
if not rcall("ZSCORE", queue.delayed, jobId) then
  return NOT_IN_STATE
end
readSettings(queue)
keepMaxEvents(queue)
rcall("HSET", jobKey, "delay", delayMs)
addDelayedJob(queue, jobId, now, delayMs)
addDelayMarker(queue)
return 0
