-- Writes the hash of a new job and announces it. job: id, key, name, data, opts, optsJson, timestamp (ms) and, where it has them,
-- parentKey with parentJson, and schedulerId.
local function storeJob(queue, job)
  local opts = job.opts
  local fields = {
    "name", job.name, "data", job.data, "opts", job.optsJson,
    "timestamp", job.timestamp, "delay", opts.delay or 0, "priority", opts.priority or 0,
  }
  local last = #fields
  if job.parentKey then
    fields[last + 1], fields[last + 2], fields[last + 3], fields[last + 4] = "parentKey", job.parentKey, "parent", job.parentJson
    last = last + 4
  end
  if job.schedulerId then
    fields[last + 1], fields[last + 2] = "rjk", job.schedulerId
    last = last + 2
  end
  if opts.de and opts.de.id then
    fields[last + 1], fields[last + 2] = "deid", opts.de.id
  end
  rcall("HSET", job.key, unpack(fields))
  rcall("XADD", queue.events, "*", "event", "added", "jobId", job.id, "name", job.name)
end
