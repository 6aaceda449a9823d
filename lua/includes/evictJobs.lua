--- @include "callInBatches"
--- @include "leaveParent"
--- @include "removeJobKeys"

-- Deletes finished jobs that are no longer to be kept: those beyond the newest count, or those older than an age (s).
-- A call deletes a limited number, the newest of them first, so that a lowered limit cannot block the server; the next
-- finishing jobs delete the rest.
local function evictJobs(prefix, stateKey, jobIds, now)
  for _, jobId in ipairs(jobIds) do
    local jobKey = prefix .. jobId
    leaveParent(jobKey, false, prefix, nil, now)
    removeJobKeys(jobKey)
  end
  callInBatches("ZREM", stateKey, jobIds)
end
