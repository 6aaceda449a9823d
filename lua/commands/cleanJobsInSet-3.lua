--[[
  Deletes jobs of one state that have been there since before a time, with the deduplications they own.

  KEYS[1]  the state: list or sorted set
  KEYS[2]  events  stream
  KEYS[3]  repeat  sorted set of schedulers, score = time of their next job

  ARGV[1]  queue prefix with colon
  ARGV[2]  time (ms); finished jobs of at most that time go, others whose last start, else whose creation is not later
  ARGV[3]  number of jobs at most, 0 = no limit
  ARGV[4]  active, wait, paused, delayed, prioritized, completed or failed

  Keys derived from the prefix: the jobs; and their parents' keys.

  Output
    ids of the deleted jobs. Jobs that are locked, and the ones job schedulers live by, are left

  Events
    cleaned (count, also 0)
]]
local stateKey, eventsKey, repeatKey = KEYS[1], KEYS[2], KEYS[3]
local prefix, latestTime, maxCount, state = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local rcall = redis.call

--- @include "../includes/cleanFinished"
--- @include "../includes/cleanList"
--- @include "../includes/cleanUnfinished"
--- @include "../includes/isList"
--- @include "../includes/requireNumber"

local latest = requireNumber(latestTime, "ARGV[2]")
local limit = requireNumber(maxCount, "ARGV[3]")
if limit <= 0 then
  limit = math.huge
end
local removed
if isList(state) then
  removed = cleanList(stateKey, repeatKey, prefix, latest, limit, state == "active")
elseif state == "delayed" or state == "prioritized" then
  removed = cleanUnfinished(stateKey, repeatKey, prefix, latest, limit)
elseif state == "completed" or state == "failed" then
  removed = cleanFinished(stateKey, prefix, latest, limit)
else
  error("ARGV[4] is not a state that can be cleaned: " .. state, 0)
end
rcall("XADD", eventsKey, "*", "event", "cleaned", "count", #removed)
return removed
