--[[
  Counts a job's children by how they stand.

  KEYS[1]  processed     the job's hash of results of completed children
  KEYS[2]  dependencies  the job's set of pending children
  KEYS[3]  failed        the job's hash of children whose failure is ignored
  KEYS[4]  unsuccessful  the job's sorted set of children whose failure fails it

  ARGV[1]  and all further: processed, unprocessed, ignored or failed

  Output
    number of children of each kind, in the order asked

  Events
    none
]]
local processedKey, dependenciesKey, ignoredKey, unsuccessfulKey = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local kinds = ARGV
local rcall = redis.call

local counts = {}
for i, kind in ipairs(kinds) do
  if kind == "processed" then
    counts[i] = rcall("HLEN", processedKey)
  elseif kind == "unprocessed" then
    counts[i] = rcall("SCARD", dependenciesKey)
  elseif kind == "ignored" then
    counts[i] = rcall("HLEN", ignoredKey)
  else
    counts[i] = rcall("ZCARD", unsuccessfulKey)
  end
end
return counts
