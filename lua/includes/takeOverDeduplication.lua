--- @include "setDeduplicationKey"

-- Makes the new job the owner of a deduplication whose owner vanished: the key would never expire and has no job.
local function takeOverDeduplication(job, dedup, ownerId)
  local dedupKey = job.dedupKey
  if not ownerId or rcall("PTTL", dedupKey) ~= -1 or rcall("EXISTS", job.prefix .. ownerId) == 1 then
    return false
  end
  rcall("DEL", dedupKey, job.prefix .. "dn:" .. dedup.id)
  setDeduplicationKey(dedupKey, job.id, dedup)
  return true
end
