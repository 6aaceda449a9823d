--[[
  Deletes a job's pending children with theirs. Locked and failed ones stay, and so do all that completed.

  KEYS[1]  the job
  KEYS[2]  meta  hash of queue settings; unused

  ARGV[1]  queue prefix with colon; unused
  ARGV[2]  job id; unused

  Keys derived: the children, everything they have, their queues; the job's queue.

  Output
    nil

  Events
    removed (prev = its state) for each deleted job; waiting (prev waiting-children) or delayed for the job
]]
local jobKey, _metaKey = KEYS[1], KEYS[2]
local _prefix, _jobId = ARGV[1], ARGV[2]
local rcall = redis.call

--- @include "../includes/removeTree"
--- @include "../includes/splitJobKey"

local options = { children = true, pendingOnly = true, sparesLocked = true, visited = {} }
for _, childKey in ipairs(rcall("SMEMBERS", jobKey .. ":dependencies")) do
  local childPrefix, childId = splitJobKey(childKey)
  removeTree(childPrefix, childId, jobKey, options)
end
return nil
