--[[
  Returns the jobs of vanished workers to the queue, and marks the active ones for the next check: a job that then neither
  renewed its lock nor ended is taken to be stalled.

  KEYS[1]   stalled        set of the jobs marked by the last check
  KEYS[2]   wait           list of waiting jobs, the right end runs next
  KEYS[3]   active         list
  KEYS[4]   stalled-check  expiring key, so that only one worker of a fleet checks in an interval
  KEYS[5]   meta           hash of queue settings
  KEYS[6]   paused         unused, kept for clients of BullMQ 5
  KEYS[7]   marker         sorted set that workers block on
  KEYS[8]   events         stream
  KEYS[9]   repeat         sorted set of job schedulers

  ARGV[1]   how often a job may stall; beyond that the worker that takes it fails it without running it
  ARGV[2]   queue prefix with colon
  ARGV[3]   now (ms)
  ARGV[4]   interval (ms) in which nobody checks again

  Keys derived from the prefix: the jobs and their locks.

  Output
    ids of the jobs that were returned to wait; none if somebody checked recently

  Events
    waiting (prev active) and stalled for each of them
]]
local queue = {
  wait = KEYS[2], active = KEYS[3], meta = KEYS[5], paused = KEYS[6], marker = KEYS[7], events = KEYS[8], prefix = ARGV[2],
}
local stalledKey, stalledCheckKey, repeatKey = KEYS[1], KEYS[4], KEYS[9]
local maxStalledCount, timestamp, interval = ARGV[1], ARGV[3], ARGV[4]
local rcall = redis.call

--- @include "../includes/addBaseMarker"
--- @include "../includes/callInBatches"
--- @include "../includes/isBlocked"
--- @include "../includes/keepMaxEvents"
--- @include "../includes/markStalledJob"
--- @include "../includes/readSettings"
--- @include "../includes/requireNumber"

maxStalledCount = requireNumber(maxStalledCount, "ARGV[1]")
requireNumber(timestamp, "ARGV[3]")
requireNumber(interval, "ARGV[4]")
if rcall("EXISTS", stalledCheckKey) == 1 then
  return {}
end
rcall("SET", stalledCheckKey, timestamp, "PX", interval)
readSettings(queue)
keepMaxEvents(queue)
rcall("XTRIM", queue.events, "MAXLEN", "~", queue.maxEvents)

local suspects = rcall("SMEMBERS", stalledKey)
rcall("DEL", stalledKey)
local returned = {}
for _, jobId in ipairs(suspects) do
  local jobKey = queue.prefix .. jobId
  local isLocked = rcall("EXISTS", jobKey .. ":lock") == 1
  if not isLocked and rcall("LREM", queue.active, "1", jobId) > 0 and rcall("EXISTS", jobKey) == 1 then
    markStalledJob(jobKey, maxStalledCount, repeatKey)
    rcall("RPUSH", queue.wait, jobId)
    addBaseMarker(queue, isBlocked(queue))
    rcall("XADD", queue.events, "*", "event", "waiting", "jobId", jobId, "prev", "active")
    rcall("XADD", queue.events, "*", "event", "stalled", "jobId", jobId)
    returned[#returned + 1] = jobId
  end
end

callInBatches("SADD", stalledKey, rcall("LRANGE", queue.active, "0", "-1"))
return returned
