--[[
  Lets many finished jobs run again, or many delayed ones run now, oldest first. All go into the list, whatever their priority.

  KEYS[1]  queue prefix with colon
  KEYS[2]  events   stream
  KEYS[3]  failed, completed or delayed; sorted set
  KEYS[4]  wait     list of waiting jobs, the right end runs next
  KEYS[5]  paused   unused, kept for clients of BullMQ 5
  KEYS[6]  meta     hash of queue settings
  KEYS[7]  active   list
  KEYS[8]  marker   sorted set that workers block on

  ARGV[1]  number of jobs at most
  ARGV[2]  highest score to take: finished at (ms); for delayed the largest number there is
  ARGV[3]  failed, completed or delayed

  Keys derived from the prefix: the jobs; and their parents' keys.

  Output
    1  as many as asked for were moved: call again
    0  done

  Events
    waiting (prev = ARGV[3]) for each job
]]
local queue = { wait = KEYS[4], paused = KEYS[5], meta = KEYS[6], active = KEYS[7], marker = KEYS[8], events = KEYS[2] }
local prefix, sourceKey = KEYS[1], KEYS[3]
local maxCount, maxScore, state = ARGV[1], ARGV[2], ARGV[3]
local rcall = redis.call

--- @include "../includes/addBaseMarker"
--- @include "../includes/callInBatches"
--- @include "../includes/isBlocked"
--- @include "../includes/keepMaxEvents"
--- @include "../includes/readSettings"
--- @include "../includes/reattachToParent"
--- @include "../includes/requireNumber"

local count = requireNumber(maxCount, "ARGV[1]")
requireNumber(maxScore, "ARGV[2]")
local jobIds = rcall("ZRANGEBYSCORE", sourceKey, 0, maxScore, "LIMIT", 0, count)
if #jobIds == 0 then
  return 0
end

readSettings(queue)
keepMaxEvents(queue)
local valueField = state == "failed" and "failedReason" or "returnvalue"
for _, jobId in ipairs(jobIds) do
  if state ~= "delayed" then
    local jobKey = prefix .. jobId
    rcall("HDEL", jobKey, "finishedOn", "processedOn", valueField)
    reattachToParent(jobKey, state == "failed")
  end
  rcall("XADD", queue.events, "MAXLEN", "~", queue.maxEvents, "*", "event", "waiting", "jobId", jobId, "prev", state)
end
callInBatches("ZREM", sourceKey, jobIds)
callInBatches("LPUSH", queue.wait, jobIds)
addBaseMarker(queue, isBlocked(queue))
return #jobIds >= count and 1 or 0
