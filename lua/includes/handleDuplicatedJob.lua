--- @include "attachExistingJob"
--- @include "errorCodes"

-- Answers an add whose job id exists already. Inside a flow the existing job is handed to the new parent, unless another
-- parent, which is alive, holds it.
local function handleDuplicatedJob(queue, job)
  local oldParentKey = rcall("HGET", job.key, "parentKey")
  local parentKey = job.parentKey
  if not oldParentKey or oldParentKey == parentKey or rcall("EXISTS", oldParentKey) == 0 then
    attachExistingJob(queue, job)
  elseif parentKey then
    if job.insideFlow then
      rcall("HSET", parentKey, "flowAttachmentFailed", 1)
    end
    return PARENT_NOT_REPLACEABLE
  end
  rcall("XADD", queue.events, "MAXLEN", "~", queue.maxEvents, "*", "event", "duplicated", "jobId", job.id)
  return job.id
end
