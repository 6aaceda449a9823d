--[[
  Gives an active job back unrun: the first to run again among its equals. For a rate limit that the processor met.

  KEYS[1]  active       list
  KEYS[2]  wait         list of waiting jobs, the right end runs next
  KEYS[3]  stalled      set of jobs that did not renew since the last check
  KEYS[4]  paused       unused, kept for clients of BullMQ 5
  KEYS[5]  meta         hash of queue settings
  KEYS[6]  limiter      counter of the rate limit, expires with its window
  KEYS[7]  prioritized  sorted set
  KEYS[8]  marker       sorted set that workers block on
  KEYS[9]  events       stream

  ARGV[1]  job id
  ARGV[2]  token of the lock, "0" = no lock is held
  ARGV[3]  the job's key

  Keys derived from the job's key: its lock.

  Output
    ms until the rate limit ends, 0 without one
    -1  job missing
    -2  lock missing
    -6  lock held by another token

  Events
    waiting (prev active)
]]
local queue = {
  active = KEYS[1], wait = KEYS[2], paused = KEYS[4], meta = KEYS[5], prioritized = KEYS[7], marker = KEYS[8], events = KEYS[9],
}
local stalledKey, limiterKey = KEYS[3], KEYS[6]
local jobId, token, jobKey = ARGV[1], ARGV[2], ARGV[3]
local rcall = redis.call

--- @include "../includes/addBaseMarker"
--- @include "../includes/errorCodes"
--- @include "../includes/isBlocked"
--- @include "../includes/keepMaxEvents"
--- @include "../includes/pushBackPrioritizedJob"
--- @include "../includes/readSettings"
--- @include "../includes/removeLock"

local job = rcall("HMGET", jobKey, "name", "priority")
if not job[1] and rcall("EXISTS", jobKey) == 0 then
  return JOB_MISSING
end
local lockError = removeLock(jobKey, jobId, stalledKey, token)
if lockError < 0 then
  return lockError
end
if rcall("LREM", queue.active, "1", jobId) > 0 then
  readSettings(queue)
  keepMaxEvents(queue)
  local priority = tonumber(job[2]) or 0
  if priority > 0 then
    pushBackPrioritizedJob(queue, jobId, priority)
  else
    rcall("RPUSH", queue.wait, jobId)
    addBaseMarker(queue, isBlocked(queue))
  end
  rcall("XADD", queue.events, "MAXLEN", "~", queue.maxEvents, "*", "event", "waiting", "jobId", jobId, "prev", "active")
end
return math.max(rcall("PTTL", limiterKey), 0)
