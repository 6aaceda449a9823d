--[[
  Deletes a paused queue with everything in it, in steps. Parents whose children are pending in other queues stay.

  KEYS[1]  meta  hash of queue settings
  KEYS[2]  queue prefix with colon

  ARGV[1]  number of jobs to delete in this step
  ARGV[2]  anything but "" to delete active jobs too

  Keys derived from the prefix: everything the queue has; and the keys of its jobs' parents.

  Output
     0  done
     1  call again
    -1  the queue is not paused
    -2  there are active jobs, and they were not to be deleted

  Events
    none
]]
local metaKey, prefix = KEYS[1], KEYS[2]
local maxCount, force = ARGV[1], ARGV[2]
local rcall = redis.call

--- @include "../includes/obliterateDeadParents"
--- @include "../includes/obliterateSchedulers"
--- @include "../includes/obliterateState"
--- @include "../includes/requireNumber"

local budget = requireNumber(maxCount, "ARGV[1]")
if rcall("HEXISTS", metaKey, "paused") == 0 then
  return -1
end
if (force or "") == "" and rcall("EXISTS", prefix .. "active") == 1 then
  return -2
end
local states = { "active", "delayed", "repeat", "completed", "wait", "paused", "prioritized", "failed" }
for _, state in ipairs(states) do
  if state == "repeat" then
    budget = budget - obliterateSchedulers(prefix, budget)
  else
    budget = budget - obliterateState(prefix, state, budget)
  end
  if budget <= 0 then
    return 1
  end
end
obliterateDeadParents(prefix)
local names = {
  "events", "delay", "stalled-check", "stalled", "id", "pc", "marker", "limiter", "meta", "metrics:completed",
  "metrics:completed:data", "metrics:failed", "metrics:failed:data",
}
for i, name in ipairs(names) do
  names[i] = prefix .. name
end
rcall("DEL", unpack(names))
return 0
