--[[
  Tells whether and how a job ended.

  KEYS[1]  completed  sorted set
  KEYS[2]  failed     sorted set
  KEYS[3]  the job

  ARGV[1]  job id
  ARGV[2]  1 to get the value too

  Output
     0  not finished
     1  completed
     2  failed
    -1  job missing
    with ARGV[2] = 1: {code, value}: the result (JSON text), the reason of the failure, or the text of the error; {0}

  Events
    none
]]
local completedKey, failedKey, jobKey = KEYS[1], KEYS[2], KEYS[3]
local jobId, wantsValue = ARGV[1], ARGV[2] == "1"
local rcall = redis.call

--- @include "../includes/errorCodes"

local code, value
if rcall("EXISTS", jobKey) == 0 then
  code, value = JOB_MISSING, "Missing key for job " .. jobKey .. ". isFinished"
elseif rcall("ZSCORE", completedKey, jobId) then
  code, value = 1, wantsValue and rcall("HGET", jobKey, "returnvalue")
elseif rcall("ZSCORE", failedKey, jobId) then
  code, value = 2, wantsValue and rcall("HGET", jobKey, "failedReason")
else
  code = 0
end
return wantsValue and { code, value } or code
