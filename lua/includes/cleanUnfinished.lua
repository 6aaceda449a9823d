--- @include "callInBatches"
--- @include "isCleanable"
--- @include "removeJob"

-- Deletes delayed or prioritized jobs that last started, or were created, not after a time (ms); soonest first.
local function cleanUnfinished(stateKey, repeatKey, prefix, latest, limit)
  local removed = {}
  local kept = 0
  while #removed < limit do
    local jobIds = rcall("ZRANGE", stateKey, kept, kept + 999)
    if #jobIds == 0 then
      break
    end
    local batch = {}
    for _, jobId in ipairs(jobIds) do
      if #removed < limit and isCleanable(repeatKey, prefix, jobId, latest, "processedOn", "timestamp") then
        removeJob(prefix, jobId)
        batch[#batch + 1] = jobId
        removed[#removed + 1] = jobId
      end
    end
    callInBatches("ZREM", stateKey, batch)
    kept = kept + #jobIds - #batch
  end
  return removed
end
