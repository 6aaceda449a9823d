-- Ends a deduplication whose owner has finished. One with a ttl outlives its job.
local function releaseFinishedDeduplication(prefix, dedupId, jobId)
  local dedupKey = prefix .. "de:" .. dedupId
  local ttl = rcall("PTTL", dedupKey)
  if ttl == 0 or ttl == -1 and rcall("GET", dedupKey) == jobId then
    rcall("DEL", dedupKey)
  end
end
