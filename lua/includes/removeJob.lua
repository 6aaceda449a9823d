--- @include "leaveParent"
--- @include "releaseOwnedDeduplication"
--- @include "removeJobKeys"

-- Deletes a job that its caller takes out of its state, together with the deduplication it owns, because a queue is emptied.
local function removeJob(prefix, jobId)
  local jobKey = prefix .. jobId
  leaveParent(jobKey, true, prefix)
  releaseOwnedDeduplication(prefix, jobId, rcall("HGET", jobKey, "deid"))
  removeJobKeys(jobKey)
end
