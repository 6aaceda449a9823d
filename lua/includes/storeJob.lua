-- Writes the hash of a new job and announces it. job: id, key, name, data, opts, optsJson, timestamp (ms) and, where it has them,
-- parentKey with parentJson, and schedulerId.
local function storeJob(queue, job)
  local jobKey, opts = job.key, job.opts
  rcall("HSET", jobKey, "name", job.name, "data", job.data, "opts", job.optsJson, "timestamp", job.timestamp,
    "delay", opts.delay or "0", "priority", opts.priority or "0")
  if job.parentKey then
    rcall("HSET", jobKey, "parentKey", job.parentKey, "parent", job.parentJson)
  end
  if job.schedulerId then
    rcall("HSET", jobKey, "rjk", job.schedulerId)
  end
  if opts.de and opts.de.id then
    rcall("HSET", jobKey, "deid", opts.de.id)
  end
  rcall("XADD", queue.events, "*", "event", "added", "jobId", job.id, "name", job.name)
end
