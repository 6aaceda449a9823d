--[[
  Deletes all jobs that wait, but those that job schedulers live by.

  KEYS[1]  wait         list
  KEYS[2]  paused       list
  KEYS[3]  delayed      sorted set
  KEYS[4]  prioritized  sorted set
  KEYS[5]  repeat       sorted set of schedulers, score = time of their next job

  ARGV[1]  queue prefix with colon
  ARGV[2]  1 to delete the delayed jobs too

  Keys derived from the prefix: the jobs; and their parents' keys.

  Output
    nil

  Events
    none of its own
]]
local waitKey, pausedKey, delayedKey, prioritizedKey, repeatKey = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local prefix, includesDelayed = ARGV[1], ARGV[2]
local rcall = redis.call

--- @include "../includes/drainList"
--- @include "../includes/drainSet"

local isProtected = {}
local schedulers = rcall("ZRANGE", repeatKey, 0, -1, "WITHSCORES")
for i = 1, #schedulers, 2 do
  isProtected["repeat:" .. schedulers[i] .. ":" .. schedulers[i + 1]] = true
end
drainList(waitKey, prefix, isProtected)
drainList(pausedKey, prefix, isProtected)
if includesDelayed == "1" then
  drainSet(delayedKey, prefix, isProtected)
end
drainSet(prioritizedKey, prefix, isProtected)
return nil
