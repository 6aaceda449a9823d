--[[
  Replaces a job's data.

  KEYS[1]  the job

  ARGV[1]  data, JSON text

  Output
     0  stored
    -1  job missing

  Events
    none
]]
local jobKey = KEYS[1]
local data = ARGV[1]
local rcall = redis.call

--- @include "../includes/errorCodes"

if rcall("EXISTS", jobKey) == 0 then
  return JOB_MISSING
end
rcall("HSET", jobKey, "data", data)
return 0
