--[[
  Lets a finished job run again.

  KEYS[1]  the job
  KEYS[2]  events       stream
  KEYS[3]  failed or completed, sorted set
  KEYS[4]  wait         list of waiting jobs, the right end runs next
  KEYS[5]  meta         hash of queue settings
  KEYS[6]  active       list
  KEYS[7]  marker       sorted set that workers block on
  KEYS[8]  prioritized  sorted set
  KEYS[9]  pc           counter that keeps jobs of one priority in order

  ARGV[1]  job id
  ARGV[2]  LPUSH to run after the waiting jobs, RPUSH to run next
  ARGV[3]  field of the value to forget: failedReason or returnvalue
  ARGV[4]  failed or completed
  ARGV[5]  1 to count its attempts from 0 again
  ARGV[6]  1 to count its starts from 0 again

  Keys derived: those of its parent.

  Output
     1  moved
    -1  job missing
    -3  the job is not in that state

  Events
    waiting (prev = ARGV[4])
]]
local jobKey, sourceKey = KEYS[1], KEYS[3]
local queue = {
  events = KEYS[2], wait = KEYS[4], meta = KEYS[5], active = KEYS[6], marker = KEYS[7], prioritized = KEYS[8], pc = KEYS[9],
}
local jobId, pushCommand, valueField, state, resetsAttempts, resetsStarts = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local rcall = redis.call

--- @include "../includes/addWaitingJob"
--- @include "../includes/errorCodes"
--- @include "../includes/isBlocked"
--- @include "../includes/keepMaxEvents"
--- @include "../includes/readSettings"
--- @include "../includes/reattachToParent"
--- @include "../includes/requireOneOf"

requireOneOf(pushCommand, "LPUSH", "RPUSH", "ARGV[2]")
if rcall("EXISTS", jobKey) == 0 then
  return JOB_MISSING
end
if rcall("ZREM", sourceKey, jobId) == 0 then
  return NOT_IN_STATE
end
rcall("HDEL", jobKey, "finishedOn", "processedOn", valueField)
if resetsAttempts == "1" then
  rcall("HDEL", jobKey, "atm")
end
if resetsStarts == "1" then
  rcall("HDEL", jobKey, "ats")
end
readSettings(queue)
keepMaxEvents(queue)
addWaitingJob(queue, jobId, tonumber(rcall("HGET", jobKey, "priority")) or 0, pushCommand, isBlocked(queue))
reattachToParent(jobKey, state == "failed")
rcall("XADD", queue.events, "MAXLEN", "~", queue.maxEvents, "*", "event", "waiting", "jobId", jobId, "prev", state)
return 1
