-- Ends the deduplication a job owns, with the payload kept for after it, because the job goes away.
local function releaseOwnedDeduplication(prefix, jobId, dedupId)
  if dedupId then
    local dedupKey = prefix .. "de:" .. dedupId
    if rcall("GET", dedupKey) == jobId then
      rcall("DEL", dedupKey, prefix .. "dn:" .. dedupId)
    end
  end
end
