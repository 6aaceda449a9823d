--[[
  Stores why a job failed, without moving it.

  KEYS[1]  the job

  ARGV[1]  stack traces, JSON array text
  ARGV[2]  reason, plain text

  Output
     0  stored
    -1  job missing

  Events
    none
]]
local jobKey = KEYS[1]
local stacktrace, failedReason = ARGV[1], ARGV[2]
local rcall = redis.call

--- @include "../includes/errorCodes"

if rcall("EXISTS", jobKey) == 0 then
  return JOB_MISSING
end
rcall("HSET", jobKey, "stacktrace", stacktrace, "failedReason", failedReason)
return 0
