--[[
  Puts an active job off, to retry it later or because its processor wants so, and may hand the worker its next job.

  KEYS[1]   marker       sorted set that workers block on
  KEYS[2]   active       list
  KEYS[3]   prioritized  sorted set
  KEYS[4]   delayed      sorted set
  KEYS[5]   the job
  KEYS[6]   events       stream
  KEYS[7]   meta         hash of queue settings
  KEYS[8]   stalled      set of jobs that did not renew since the last check
  KEYS[9]   wait         list of waiting jobs, the right end runs next
  KEYS[10]  limiter      counter of the rate limit, expires with its window
  KEYS[11]  pc           counter that keeps jobs of one priority in order

  ARGV[1]   queue prefix with colon
  ARGV[2]   now (ms)
  ARGV[3]   job id
  ARGV[4]   token of the lock, "0" = no lock is held
  ARGV[5]   delay (ms from now)
  ARGV[6]   0 to count an attempt, 1 not to
  ARGV[7]   msgpack array of further fields to write (name, value, ...), or ""
  ARGV[8]   1 to fetch the next job, 0 not to
  ARGV[9]   msgpack map, needed to fetch: token, lockDuration (ms), limiter {max, duration ms} or nil, name of the worker or nil

  Keys derived from the prefix: the job's lock and the next job.

  Output
    {hash as field, value, ..., id, 0, 0}   moved, and this is the next job
     0  moved, no next job
    -1  job missing
    -2  lock missing
    -3  job not active
    -6  lock held by another token

  Events
    delayed (delay = due time, ms); those of fetching
]]
local queue = {
  marker = KEYS[1], active = KEYS[2], prioritized = KEYS[3], delayed = KEYS[4], events = KEYS[6], meta = KEYS[7],
  wait = KEYS[9], limiter = KEYS[10], pc = KEYS[11], prefix = ARGV[1],
}
local jobKey, stalledKey = KEYS[5], KEYS[8]
local timestamp, jobId, token, delay, skipsAttempt = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local packedFields, fetchNext, packedWorker = ARGV[7], ARGV[8], ARGV[9]
local rcall = redis.call

--- @include "../includes/addDelayMarker"
--- @include "../includes/addDelayedJob"
--- @include "../includes/errorCodes"
--- @include "../includes/fetchNextJob"
--- @include "../includes/keepMaxEvents"
--- @include "../includes/readFieldUpdates"
--- @include "../includes/readSettings"
--- @include "../includes/readWorker"
--- @include "../includes/removeLock"
--- @include "../includes/requireNumber"

local now = requireNumber(timestamp, "ARGV[2]")
local delayMs = requireNumber(delay, "ARGV[5]")
local fields = readFieldUpdates(packedFields, "ARGV[7]")
local worker = fetchNext == "1" and readWorker(packedWorker, "ARGV[9]")

local job = rcall("HMGET", jobKey, "name", "atm")
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
fields[size + 1], fields[size + 2] = "delay", delay
if skipsAttempt == "0" then
  fields[size + 3], fields[size + 4] = "atm", job[2] and (tonumber(job[2]) or 0) + 1 or "1"
end
rcall("HSET", jobKey, unpack(fields))
readSettings(queue, worker)
keepMaxEvents(queue)
addDelayedJob(queue, jobId, now, delayMs)

if worker then
  local reply = fetchNextJob(queue, timestamp, worker)
  if reply and reply[1] ~= 0 then
    return reply
  end
end
addDelayMarker(queue)
return 0
