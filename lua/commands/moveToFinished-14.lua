--[[
  Ends an active job as completed or failed, tells its parent, and hands the worker its next job.

  KEYS[1]   wait         list of waiting jobs, the right end runs next
  KEYS[2]   active       list
  KEYS[3]   prioritized  sorted set
  KEYS[4]   events       stream
  KEYS[5]   stalled      set of jobs that did not renew since the last check
  KEYS[6]   limiter      counter of the rate limit, expires with its window
  KEYS[7]   delayed      sorted set
  KEYS[8]   paused       unused, kept for clients of BullMQ 5
  KEYS[9]   meta         hash of queue settings
  KEYS[10]  pc           counter that keeps jobs of one priority in order
  KEYS[11]  completed or failed, sorted set
  KEYS[12]  the job
  KEYS[13]  metrics:completed or metrics:failed, hash
  KEYS[14]  marker       sorted set that workers block on

  ARGV[1]   job id
  ARGV[2]   now (ms)
  ARGV[3]   field of the value: returnvalue or failedReason
  ARGV[4]   the value: JSON text of the result, or the plain text of the failure
  ARGV[5]   completed or failed
  ARGV[6]   1 to fetch the next job, 0 not to
  ARGV[7]   queue prefix with colon
  ARGV[8]   msgpack map: token ("0" = no lock is held), keepJobs {count, age s, limit}, attempts (needed for failed),
            maxMetricsSize (points, or "" = no metrics), lockDuration (ms, needed to fetch), limiter {max, duration ms} or nil,
            name of the worker or nil
  ARGV[9]   msgpack array of further fields to write (name, value, ...), or ""

  Keys derived from the prefix: the job's lock, logs and children, its deduplication, id, the next job; and the parent's keys.

  Output
    what moveToActive replies with a job, a rate limit or a due time; or
     0  finished, nothing fetched
    -1  job missing
    -2  lock missing
    -3  job not active
    -4  completed, but children are pending
    -6  lock held by another token
    -9  completed, but a child failed that fails it

  Events
    added and waiting or delayed for a kept deduplicated job; waiting (prev waiting-children) or delayed for the parent;
    completed or failed; retries-exhausted; those of fetching; drained
]]
local queue = {
  wait = KEYS[1], active = KEYS[2], prioritized = KEYS[3], events = KEYS[4], limiter = KEYS[6], delayed = KEYS[7],
  meta = KEYS[9], pc = KEYS[10], marker = KEYS[14], prefix = ARGV[7],
}
local stalledKey, _pausedKey, targetKey, jobKey, metricsKey = KEYS[5], KEYS[8], KEYS[11], KEYS[12], KEYS[13]
local jobId, timestamp, property, value, target, fetchNext = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local packedOptions, packedFields = ARGV[8], ARGV[9]
local rcall = redis.call

--- @include "../includes/errorCodes"
--- @include "../includes/fetchNextJob"
--- @include "../includes/finishDeduplication"
--- @include "../includes/keepFinishedJobs"
--- @include "../includes/keepMaxEvents"
--- @include "../includes/leaveParent"
--- @include "../includes/readFieldUpdates"
--- @include "../includes/readFinishOptions"
--- @include "../includes/readSettings"
--- @include "../includes/recordMetrics"
--- @include "../includes/removeJobKeys"
--- @include "../includes/removeLock"
--- @include "../includes/requireNumber"
--- @include "../includes/tellParent"

requireNumber(timestamp, "ARGV[2]")
local isFailed = target == "failed"
local options = readFinishOptions(packedOptions, "ARGV[8]", isFailed)
local fields = readFieldUpdates(packedFields, "ARGV[9]")
local job = rcall("HMGET", jobKey, "name", "deid", "parentKey", "atm")
local dedupId, parentKey, attemptsMade = job[2], job[3], job[4]

if not job[1] and rcall("EXISTS", jobKey) == 0 then
  return JOB_MISSING
end
if not isFailed and rcall("EXISTS", jobKey .. ":dependencies", jobKey .. ":unsuccessful") > 0 then
  return rcall("EXISTS", jobKey .. ":dependencies") == 1 and PENDING_CHILDREN or FAILED_CHILDREN
end
local lockError = removeLock(jobKey, jobId, stalledKey, options.token)
if lockError < 0 then
  return lockError
end
if rcall("LREM", queue.active, "-1", jobId) == 0 then
  if fields[1] then
    rcall("HSET", jobKey, unpack(fields))
  end
  return NOT_IN_STATE
end

readSettings(queue, fetchNext == "1")
keepMaxEvents(queue)
rcall("XTRIM", queue.events, "MAXLEN", "~", queue.maxEvents)
if dedupId then
  finishDeduplication(queue, dedupId, jobId, timestamp)
end
if parentKey then
  tellParent(parentKey, jobKey, isFailed, value, timestamp)
end

attemptsMade = attemptsMade and tostring((tonumber(attemptsMade) or 0) + 1) or "1"
local keepJobs = options.keepJobs
if keepJobs.count == 0 then
  if parentKey then
    leaveParent(jobKey, parentKey, timestamp)
  end
  removeJobKeys(jobKey)
else
  local size = #fields
  fields[size + 1], fields[size + 2] = "atm", attemptsMade
  fields[size + 3], fields[size + 4] = property, value
  fields[size + 5], fields[size + 6] = "finishedOn", timestamp
  rcall("ZADD", targetKey, timestamp, jobId)
  rcall("HSET", jobKey, unpack(fields))
  if isFailed then
    rcall("HDEL", jobKey, "defa")
  end
  keepFinishedJobs(queue.prefix, targetKey, keepJobs, timestamp)
end

rcall("XADD", queue.events, "*", "event", target, "jobId", jobId, property, value, "prev", "active")
if isFailed and tonumber(attemptsMade) >= tonumber(options.attempts) then
  rcall("XADD", queue.events, "*", "event", "retries-exhausted", "jobId", jobId, "attemptsMade", attemptsMade)
end
if options.maxMetricsSize ~= "" then
  recordMetrics(metricsKey, options.maxMetricsSize, timestamp)
end

if fetchNext == "1" then
  local reply = fetchNextJob(queue, timestamp, options)
  if reply then
    return reply
  end
end
if rcall("EXISTS", queue.wait, queue.active, queue.prioritized) == 0 then
  rcall("XADD", queue.events, "*", "event", "drained")
end
return 0
