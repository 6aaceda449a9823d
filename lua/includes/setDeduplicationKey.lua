-- Makes a job the owner of a deduplication: for its ttl (ms), or until it ends where there is none or the last one is kept.
local function setDeduplicationKey(dedupKey, jobId, dedup)
  local ttl = math.floor(tonumber(dedup.ttl) or 0)
  if ttl > 0 and not dedup.keepLastIfActive then
    rcall("SET", dedupKey, jobId, "PX", ttl)
  else
    rcall("SET", dedupKey, jobId)
  end
end
