--- @include "leaveParent"
--- @include "releaseOwnedDeduplication"
--- @include "removeJobKeys"

-- Deletes a job that its caller takes out of its state, with the deduplication it owns, because its queue is being emptied; and
-- the parents in that queue that thereby lose their last pending child.
local function removeJob(prefix, jobId)
  repeat
    local jobKey = prefix .. jobId
    local parentId = leaveParent(jobKey, nil, nil, prefix)
    releaseOwnedDeduplication(prefix, jobId, rcall("HGET", jobKey, "deid"))
    removeJobKeys(jobKey)
    jobId = parentId
  until not jobId
end
