--[[
  Parks an active job until its children, or one of them, are done.

  KEYS[1]  active            list
  KEYS[2]  waiting-children  sorted set
  KEYS[3]  the job
  KEYS[4]  dependencies      the job's set of pending children
  KEYS[5]  unsuccessful      the job's sorted set of children whose failure fails it
  KEYS[6]  stalled           set of jobs that did not renew since the last check
  KEYS[7]  events            stream

  ARGV[1]  token of the lock, "0" = no lock is held
  ARGV[2]  key of the child to wait for, "" = any
  ARGV[3]  now (ms)
  ARGV[4]  job id
  ARGV[5]  queue prefix with colon; unused

  Keys derived: the job's lock.

  Output
     0  parked
     1  nothing to wait for, the job goes on
    -1  job missing
    -2  lock missing
    -3  job not active
    -6  lock held by another token
    -9  a child failed that fails the job

  Events
    waiting-children (prev active)
]]
local activeKey, waitingChildrenKey, jobKey, dependenciesKey, unsuccessfulKey = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local stalledKey, eventsKey = KEYS[6], KEYS[7]
local token, childKey, timestamp, jobId, _prefix = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local rcall = redis.call

--- @include "../includes/errorCodes"
--- @include "../includes/removeLock"
--- @include "../includes/requireNumber"

requireNumber(timestamp, "ARGV[3]")
if rcall("EXISTS", jobKey) == 0 then
  return JOB_MISSING
end
if rcall("EXISTS", unsuccessfulKey) == 1 then
  return FAILED_CHILDREN
end
local isPending
if childKey == "" then
  isPending = rcall("EXISTS", dependenciesKey) == 1
else
  isPending = rcall("SISMEMBER", dependenciesKey, childKey) == 1
end
if not isPending then
  return 1
end
local lockError = removeLock(jobKey, jobId, stalledKey, token)
if lockError < 0 then
  return lockError
end
if rcall("LREM", activeKey, "-1", jobId) == 0 then
  return NOT_IN_STATE
end
rcall("ZADD", waitingChildrenKey, timestamp, jobId)
rcall("XADD", eventsKey, "*", "event", "waiting-children", "jobId", jobId, "prev", "active")
return 0
