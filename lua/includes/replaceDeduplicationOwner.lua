--- @include "emitDeduplicated"
--- @include "keepNextDeduplicated"
--- @include "removeJobKeys"
--- @include "setDeduplicationKey"
--- @include "takeOverDeduplication"

-- Deduplicates by replacing: an owner that is still delayed is deleted in favour of the new job. Returns the owner's id when it
-- is past that, or nil when the new job became the owner.
local function replaceDeduplicationOwner(queue, job, dedup)
  local dedupKey, jobId = job.dedupKey, job.id
  local ownerId = rcall("GET", dedupKey)
  if not ownerId then
    setDeduplicationKey(dedupKey, jobId, dedup)
    return nil
  end
  if rcall("ZREM", queue.delayed, ownerId) == 0 then
    if takeOverDeduplication(job, dedup, ownerId) then
      return nil
    end
    keepNextDeduplicated(queue, job, dedup, ownerId)
    return ownerId
  end
  removeJobKeys(job.prefix .. ownerId)
  rcall("XADD", queue.events, "*", "event", "removed", "jobId", ownerId, "prev", "delayed")
  emitDeduplicated(queue, jobId, dedup, ownerId)
  rcall("DEL", job.prefix .. "dn:" .. dedup.id)
  if (tonumber(dedup.ttl) or 0) > 0 and not dedup.extend and not dedup.keepLastIfActive then
    rcall("SET", dedupKey, jobId, "KEEPTTL")
  else
    setDeduplicationKey(dedupKey, jobId, dedup)
  end
  return nil
end
