--[[
  Reads the ids of a window of jobs in some states.

  KEYS[1]  queue prefix with colon

  ARGV[1]  first index, from 0; negative counts from the end
  ARGV[2]  last index, inclusive
  ARGV[3]  1 for oldest first
  ARGV[4]  and all further: states

  Keys derived from the prefix: those states.

  Output
    an array of ids for each state, in the order asked. Of a list read oldest first the window is right, but still newest first:
    the caller turns it round.

  Events
    none
]]
local prefix = KEYS[1]
local first, last, ascending, arguments = ARGV[1], ARGV[2], ARGV[3], ARGV
local rcall = redis.call

--- @include "../includes/dropLegacyMarker"
--- @include "../includes/isList"
--- @include "../includes/readListWindow"
--- @include "../includes/requireNumber"

local firstIndex = requireNumber(first, "ARGV[1]")
local lastIndex = requireNumber(last, "ARGV[2]")
local windows = {}
for i = 4, #arguments do
  local state = arguments[i]
  local stateKey = prefix .. state
  local window
  if isList(state) then
    if state ~= "active" and dropLegacyMarker(stateKey) == 0 then
      window = {}
    else
      window = readListWindow(stateKey, firstIndex, lastIndex, ascending == "1")
    end
  else
    window = rcall(ascending == "1" and "ZRANGE" or "ZREVRANGE", stateKey, firstIndex, lastIndex)
  end
  windows[#windows + 1] = window
end
return windows
