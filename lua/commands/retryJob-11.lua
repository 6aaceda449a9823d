--[[
  Puts an active job back at once, to be tried again. Delayed jobs that are due are promoted first.

  KEYS[1]   active       list
  KEYS[2]   wait         list of waiting jobs, the right end runs next
  KEYS[3]   paused       unused, kept for clients of BullMQ 5
  KEYS[4]   the job
  KEYS[5]   meta         hash of queue settings
  KEYS[6]   events       stream
  KEYS[7]   delayed      sorted set
  KEYS[8]   prioritized  sorted set
  KEYS[9]   pc           counter that keeps jobs of one priority in order
  KEYS[10]  marker       sorted set that workers block on
  KEYS[11]  stalled      set of jobs that did not renew since the last check

  ARGV[1]   queue prefix with colon
  ARGV[2]   now (ms)
  ARGV[3]   LPUSH to run after the waiting jobs, RPUSH to run next
  ARGV[4]   job id
  ARGV[5]   token of the lock, "0" = no lock is held
  ARGV[6]   msgpack array of further fields to write (name, value, ...), or ""

  Keys derived from the prefix: the promoted jobs and the job's lock.

  Output
     0  moved
    -1  job missing
    -2  lock missing
    -3  job not active
    -6  lock held by another token

  Events
    waiting (prev delayed) for each promoted job; waiting (prev active)
]]
local queue = {
  active = KEYS[1], wait = KEYS[2], paused = KEYS[3], meta = KEYS[5], events = KEYS[6], delayed = KEYS[7],
  prioritized = KEYS[8], pc = KEYS[9], marker = KEYS[10], prefix = ARGV[1],
}
local jobKey, stalledKey = KEYS[4], KEYS[11]
local timestamp, pushCommand, jobId, token, packedFields = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local rcall = redis.call

--- @include "../includes/addWaitingJob"
--- @include "../includes/errorCodes"
--- @include "../includes/isBlocked"
--- @include "../includes/keepMaxEvents"
--- @include "../includes/promoteDelayedJobs"
--- @include "../includes/readFieldUpdates"
--- @include "../includes/readSettings"
--- @include "../includes/removeLock"
--- @include "../includes/requireNumber"
--- @include "../includes/requireOneOf"

local now = requireNumber(timestamp, "ARGV[2]")
requireOneOf(pushCommand, "LPUSH", "RPUSH", "ARGV[3]")
local fields = readFieldUpdates(packedFields, "ARGV[6]")

readSettings(queue)
promoteDelayedJobs(queue, now, isBlocked(queue))
local job = rcall("HMGET", jobKey, "name", "priority", "atm")
if not job[1] and rcall("EXISTS", jobKey) == 0 then
  return JOB_MISSING
end
local lockError = removeLock(jobKey, jobId, stalledKey, token)
if lockError < 0 then
  return lockError
end
if rcall("LREM", queue.active, "-1", jobId) == 0 then
  if fields[1] then
    rcall("HSET", jobKey, unpack(fields))
  end
  return NOT_IN_STATE
end

local size = #fields
fields[size + 1], fields[size + 2] = "atm", job[3] and (tonumber(job[3]) or 0) + 1 or "1"
rcall("HSET", jobKey, unpack(fields))
addWaitingJob(queue, jobId, tonumber(job[2]) or 0, pushCommand, isBlocked(queue))
keepMaxEvents(queue)
rcall("XADD", queue.events, "MAXLEN", "~", queue.maxEvents, "*", "event", "waiting", "jobId", jobId, "prev", "active")
return 0
