--- @include "addDelayedJob"
--- @include "joinDeduplicationOwner"
--- @include "replaceDeduplicationOwner"

-- Decides whether a job with a deduplication id may be added. Returns the id of the job that owns the deduplication and
-- stands for the new one, or nil when the new job is to be stored. A parent (no queue.delayed) never replaces or reschedules.
local function deduplicateJob(queue, job, dedup)
  if dedup.replace and queue.delayed then
    return replaceDeduplicationOwner(queue, job, dedup)
  end
  local ownerId = joinDeduplicationOwner(queue, job, dedup)
  if ownerId and dedup.reschedule and queue.delayed and rcall("ZSCORE", queue.delayed, ownerId) then
    local ownerKey = job.prefix .. ownerId
    local delay = tonumber(job.opts.delay) or 0
    if rcall("EXISTS", ownerKey) == 1 then
      rcall("HSET", ownerKey, "delay", delay)
      addDelayedJob(queue, ownerId, job.timestamp, delay)
    end
  end
  return ownerId
end
