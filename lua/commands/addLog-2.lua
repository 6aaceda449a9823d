--[[
  Appends a row to a job's log.

  KEYS[1]  the job
  KEYS[2]  logs  list, oldest left

  ARGV[1]  job id; unused
  ARGV[2]  the row
  ARGV[3]  number of newest rows to keep, "" = all

  Output
    number of rows kept
    -1  job missing

  Events
    none
]]
local jobKey, logsKey = KEYS[1], KEYS[2]
local _jobId, row, keepLogs = ARGV[1], ARGV[2], ARGV[3]
local rcall = redis.call

--- @include "../includes/errorCodes"
--- @include "../includes/requireNumber"

local keep = keepLogs ~= "" and requireNumber(keepLogs, "ARGV[3]")
if keep and keep < 1 then
  error("ARGV[3] keeps no row: " .. keepLogs, 0)
end
if rcall("EXISTS", jobKey) == 0 then
  return JOB_MISSING
end
local rows = rcall("RPUSH", logsKey, row)
if not keep or rows <= keep then
  return rows
end
rcall("LTRIM", logsKey, -keep, -1)
return keep
