--- @include "emitDeduplicated"
--- @include "keepNextDeduplicated"
--- @include "setDeduplicationKey"
--- @include "takeOverDeduplication"

-- Deduplicates without replacing: the first job owns the key, later ones are dropped in its favour. With ttl and extend every
-- attempt renews the window. Returns the owner's id, or nil when the new job became the owner.
local function joinDeduplicationOwner(queue, job, dedup)
  local dedupKey, jobId = job.dedupKey, job.id
  local ttl = math.floor(tonumber(dedup.ttl) or 0)
  local extends = dedup.extend and ttl > 0
  local ownerId
  if extends then
    ownerId = rcall("GET", dedupKey)
    if not ownerId then
      setDeduplicationKey(dedupKey, jobId, dedup)
      return nil
    end
  else
    local isFirst
    if ttl > 0 and not dedup.keepLastIfActive then
      isFirst = rcall("SET", dedupKey, jobId, "PX", ttl, "NX")
    else
      isFirst = rcall("SET", dedupKey, jobId, "NX")
    end
    if isFirst then
      return nil
    end
    ownerId = rcall("GET", dedupKey)
  end
  if takeOverDeduplication(job, dedup, ownerId) then
    return nil
  end
  if not keepNextDeduplicated(queue, job, dedup, ownerId) then
    if extends then
      setDeduplicationKey(dedupKey, ownerId, dedup)
    end
    emitDeduplicated(queue, ownerId, dedup, jobId)
  end
  return ownerId
end
