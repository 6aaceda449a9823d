--[[
  Removes delayed jobs that findStrayIterations found, where they still are what they were. Not one of BullMQ's commands.

  KEYS[1]   repeat   sorted set of schedulers, score = time of their next job
  KEYS[2]   delayed  sorted set
  KEYS[3]   events   stream

  ARGV[1]   queue prefix with colon
  ARGV[2..] a job id each

  Keys derived: the jobs.

  Output
    how many were removed

  Events
    removed (prev delayed) each
]]
local repeatKey, delayedKey, eventsKey = KEYS[1], KEYS[2], KEYS[3]
local prefix, arguments = ARGV[1], ARGV
local rcall = redis.call

--- @include "../includes/isStrayIteration"
--- @include "../includes/removeJobKeys"

local removed = 0
for at = 2, #arguments do
  local jobId = arguments[at]
  if isStrayIteration(repeatKey, prefix, jobId) and rcall("ZREM", delayedKey, jobId) == 1 then
    removeJobKeys(prefix .. jobId)
    rcall("XADD", eventsKey, "*", "event", "removed", "jobId", jobId, "prev", "delayed")
    removed = removed + 1
  end
end
return removed
