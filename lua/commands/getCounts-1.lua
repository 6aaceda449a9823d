--[[
  Counts the jobs in some states of a queue.

  KEYS[1]  queue prefix with colon

  ARGV[1]  a time (ms): of the delayed jobs only those due before it count; or already the first state
  ARGV[2]  and all further: states (wait, active, paused, delayed, prioritized, completed, failed, waiting-children, repeat)

  Keys derived from the prefix: those states.

  Output
    number of jobs of each state, in the order asked

  Events
    none
]]
local prefix = KEYS[1]
local cutOff, states = tonumber(ARGV[1]), ARGV
local rcall = redis.call

--- @include "../includes/dropLegacyMarker"
--- @include "../includes/isList"

local counts = {}
for i = cutOff and 2 or 1, #states do
  local state = states[i]
  local stateKey = prefix .. state
  if state == "active" then
    counts[#counts + 1] = rcall("LLEN", stateKey)
  elseif isList(state) then
    counts[#counts + 1] = dropLegacyMarker(stateKey)
  elseif state == "delayed" and cutOff then
    counts[#counts + 1] = rcall("ZCOUNT", stateKey, "-inf", cutOff * 4096 - 1)
  else
    counts[#counts + 1] = rcall("ZCARD", stateKey)
  end
end
return counts
