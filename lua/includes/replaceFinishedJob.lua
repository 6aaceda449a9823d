--- @include "keepMaxEvents"
--- @include "leaveParent"
--- @include "releaseOwnedDeduplication"
--- @include "removeFromState"
--- @include "removeJobKeys"

-- Deletes the finished job that holds a new job's id, so that the new one can have it; one that has not finished stays. A parent
-- that waits for it goes on waiting where the new job is to be its child again.
local function replaceFinishedJob(queue, job)
  local prefix, jobId = job.prefix, job.id
  if not rcall("ZSCORE", prefix .. "completed", jobId) and not rcall("ZSCORE", prefix .. "failed", jobId) then
    return
  end
  local jobKey = prefix .. jobId
  local parentKey = rcall("HGET", jobKey, "parentKey")
  if parentKey and parentKey ~= job.parentKey then
    leaveParent(jobKey, parentKey, job.timestamp)
  end
  local state = removeFromState(prefix, jobId)
  releaseOwnedDeduplication(prefix, jobId, rcall("HGET", jobKey, "deid"))
  removeJobKeys(jobKey)
  keepMaxEvents(queue)
  rcall("XADD", queue.events, "MAXLEN", "~", queue.maxEvents, "*", "event", "removed", "jobId", jobId, "prev", state)
end
