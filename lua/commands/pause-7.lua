--[[
  Pauses or resumes a queue. Jobs stay where they are; workers see the flag. Resuming also brings back the jobs that clients of
  BullMQ 5 put into the list paused.

  KEYS[1]  pausing: wait, resuming: paused; lists
  KEYS[2]  pausing: paused, resuming: wait; lists
  KEYS[3]  meta         hash of queue settings
  KEYS[4]  prioritized  sorted set
  KEYS[5]  events       stream
  KEYS[6]  delayed      sorted set
  KEYS[7]  marker       sorted set that workers block on

  ARGV[1]  paused or resumed
  ARGV[2]  0 to leave the event out

  Output
    number of jobs still in the list paused: call again (resuming) until it is 0

  Events
    paused or resumed
]]
local queue = { prioritized = KEYS[4], events = KEYS[5], delayed = KEYS[6], marker = KEYS[7] }
local sourceKey, waitKey, metaKey = KEYS[1], KEYS[2], KEYS[3]
local action, emits = ARGV[1], ARGV[2]
local rcall = redis.call

--- @include "../includes/addBaseMarker"
--- @include "../includes/addDelayMarker"
--- @include "../includes/requireOneOf"

requireOneOf(action, "paused", "resumed", "ARGV[1]")
local remaining = 0
if action == "paused" then
  rcall("HSET", metaKey, "paused", 1)
  rcall("DEL", queue.marker)
else
  rcall("HDEL", metaKey, "paused")
  if rcall("EXISTS", waitKey) == 0 and rcall("EXISTS", sourceKey) == 1 then
    rcall("RENAME", sourceKey, waitKey)
  else
    local legacyIds = rcall("LRANGE", sourceKey, 0, 6999)
    if #legacyIds > 0 then
      rcall("RPUSH", waitKey, unpack(legacyIds))
      rcall("LTRIM", sourceKey, #legacyIds, -1)
      remaining = rcall("LLEN", sourceKey)
    end
  end
  if rcall("EXISTS", waitKey, queue.prioritized) > 0 then
    addBaseMarker(queue, false)
  else
    addDelayMarker(queue)
  end
end
if emits ~= "0" then
  rcall("XADD", queue.events, "*", "event", action)
end
return remaining
