--[[
  Counts the waiting jobs of some priorities.

  KEYS[1]  wait         list
  KEYS[2]  prioritized  sorted set, score = priority * 2^32 + counter

  ARGV[1]  and all further: priorities, 0 = none

  Output
    number of jobs of each priority, in the order asked

  Events
    none
]]
local waitKey, prioritizedKey = KEYS[1], KEYS[2]
local priorities = ARGV
local rcall = redis.call

--- @include "../includes/requireNumber"

local counts = {}
for i, text in ipairs(priorities) do
  local priority = requireNumber(text, "ARGV[" .. i .. "]")
  if priority == 0 then
    counts[i] = rcall("LLEN", waitKey)
  else
    counts[i] = rcall("ZCOUNT", prioritizedKey, priority * 4294967296, (priority + 1) * 4294967296 - 1)
  end
end
return counts
