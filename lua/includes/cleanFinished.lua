--- @include "callInBatches"
--- @include "removeJob"

-- Deletes the finished jobs of at most a time (ms), oldest first.
local function cleanFinished(stateKey, prefix, latest, limit)
  local count = limit == math.huge and -1 or limit
  local jobIds = rcall("ZRANGEBYSCORE", stateKey, 0, latest, "LIMIT", 0, count)
  for _, jobId in ipairs(jobIds) do
    removeJob(prefix, jobId)
  end
  callInBatches("ZREM", stateKey, jobIds)
  return jobIds
end
