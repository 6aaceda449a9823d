--[[
  Deletes the candidates that are in no state of the queue.

  KEYS[1]  queue prefix with colon

  ARGV[1]  number of states, then the states, the number of a job's sub-keys, the sub-keys, and candidate ids

  Keys derived from the prefix: the states; the candidates and their sub-keys.

  Output
    number of deleted candidates

  Events
    none
]]
local prefix = KEYS[1]
local arguments = ARGV
local rcall = redis.call

--- @include "../includes/isInAnyState"
--- @include "../includes/requireNumber"

local stateCount = requireNumber(arguments[1], "ARGV[1]")
local subKeyCount = requireNumber(arguments[stateCount + 2], "ARGV[" .. stateCount + 2 .. "]")
local subKeyStart = stateCount + 3
local candidateStart = subKeyStart + subKeyCount

-- A state is asked by the command of its type; keys of other types hold no ids.
local commands = { list = "LPOS", zset = "ZSCORE", set = "SISMEMBER" }
local states = {}
for i = 2, stateCount + 1 do
  local stateKey = prefix .. arguments[i]
  local command = commands[rcall("TYPE", stateKey).ok]
  if command then
    states[#states + 1] = { command, stateKey }
  end
end

local removed = 0
for i = candidateStart, #arguments do
  local jobId = arguments[i]
  -- metrics:failed and dn:<id> look like sub-keys of jobs called metrics and dn, but belong to the queue.
  if jobId ~= "metrics" and jobId ~= "dn" and not isInAnyState(states, jobId) then
    local keys = { prefix .. jobId }
    for j = subKeyStart, candidateStart - 1 do
      keys[#keys + 1] = prefix .. jobId .. ":" .. arguments[j]
    end
    rcall("DEL", unpack(keys))
    removed = removed + 1
  end
end
return removed
