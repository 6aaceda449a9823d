--[[
  Reads a window of jobs in some states. Ids without a hash are left out; the window is topped up from further ids.

  KEYS[1]  queue prefix with colon

  ARGV[1]  first index, from 0; negative counts from the end
  ARGV[2]  last index, inclusive
  ARGV[3]  1 for oldest first
  ARGV[4]  how often to read on where hashes are missing
  ARGV[5]  and all further: states

  Keys derived from the prefix: those states and their jobs.

  Output
    for each state, in the order asked, an array of {id, {field, value, ...}} in the order asked for

  Events
    none
]]
local prefix = KEYS[1]
local first, last, ascending, rounds, arguments = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV
local rcall = redis.call

--- @include "../includes/collectJobs"
--- @include "../includes/dropLegacyMarker"
--- @include "../includes/isList"
--- @include "../includes/readStateWindow"
--- @include "../includes/requireNumber"

local firstIndex = requireNumber(first, "ARGV[1]")
local lastIndex = requireNumber(last, "ARGV[2]")
local maxRounds = requireNumber(rounds, "ARGV[4]")
local wanted = lastIndex - firstIndex + 1
local found = {}
for i = 5, #arguments do
  local state = arguments[i]
  local source = { key = prefix .. state, inList = isList(state), ascending = ascending == "1" }
  if source.inList then
    source.size = state == "active" and rcall("LLEN", source.key) or dropLegacyMarker(source.key)
  end
  local jobs = {}
  if firstIndex < 0 or lastIndex < 0 then
    collectJobs(jobs, prefix, readStateWindow(source, firstIndex, lastIndex))
  else
    local cursor = firstIndex
    for _ = 1, maxRounds do
      local jobIds = readStateWindow(source, cursor, cursor + wanted - 1)
      collectJobs(jobs, prefix, jobIds, wanted)
      cursor = cursor + #jobIds
      if #jobIds == 0 or #jobs >= wanted then
        break
      end
    end
  end
  found[#found + 1] = jobs
end
return found
