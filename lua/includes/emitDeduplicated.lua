-- Tells that a job stands for another one under a deduplication id.
local function emitDeduplicated(queue, jobId, dedup, deduplicatedJobId)
  rcall("XADD", queue.events, "MAXLEN", "~", queue.maxEvents, "*", "event", "deduplicated", "jobId", jobId,
    "deduplicationId", dedup.id, "deduplicatedJobId", deduplicatedJobId)
end
