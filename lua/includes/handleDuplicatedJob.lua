--- @include "errorCodes"
--- @include "releaseParent"

-- Answers an add whose job id exists already. The existing job is handed to the new parent, if there is one, unless another
-- parent, which is alive, holds it: a completed one counts as processed at once, any other as pending.
local function handleDuplicatedJob(queue, job)
  local jobKey, parentKey = job.key, job.parentKey
  local oldParentKey = rcall("HGET", jobKey, "parentKey")
  local isFree = not oldParentKey or oldParentKey == parentKey or rcall("EXISTS", oldParentKey) == 0
  if parentKey and not isFree then
    if job.insideFlow then
      rcall("HSET", parentKey, "flowAttachmentFailed", "1")
    end
    return PARENT_NOT_REPLACEABLE
  end
  if parentKey then
    if rcall("ZSCORE", queue.completed, job.id) then
      rcall("HSET", parentKey .. ":processed", jobKey, rcall("HGET", jobKey, "returnvalue") or "null")
      if not job.insideFlow then
        releaseParent(parentKey, job.parent, job.timestamp, true)
      end
    elseif job.dependenciesKey then
      rcall("SADD", job.dependenciesKey, jobKey)
    end
    rcall("HSET", jobKey, "parentKey", parentKey, "parent", job.parentJson)
  end
  rcall("XADD", queue.events, "MAXLEN", "~", queue.maxEvents, "*", "event", "duplicated", "jobId", job.id)
  return job.id
end
