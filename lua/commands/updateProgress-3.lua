--[[
  Stores how far a job has come and announces it. Any client may do so, no lock is asked for.

  KEYS[1]  the job
  KEYS[2]  events  stream
  KEYS[3]  meta    hash of queue settings

  ARGV[1]  job id
  ARGV[2]  progress, JSON text

  Output
     0  stored
    -1  job missing

  Events
    progress (data = the JSON text)
]]
local jobKey = KEYS[1]
local queue = { events = KEYS[2], meta = KEYS[3] }
local jobId, progress = ARGV[1], ARGV[2]
local rcall = redis.call

--- @include "../includes/errorCodes"
--- @include "../includes/keepMaxEvents"
--- @include "../includes/readSettings"

if rcall("EXISTS", jobKey) == 0 then
  return JOB_MISSING
end
readSettings(queue)
keepMaxEvents(queue)
rcall("HSET", jobKey, "progress", progress)
rcall("XADD", queue.events, "MAXLEN", "~", queue.maxEvents, "*", "event", "progress", "jobId", jobId, "data", progress)
return 0
