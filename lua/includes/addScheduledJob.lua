--- @include "storeAndEnqueueJob"

-- Adds the next job of a scheduler: delayed until its time, or at once when that has passed.
local function addScheduledJob(queue, schedulerId, job, delay)
  local opts = job.opts
  opts.delay = delay
  opts.jobId = job.id
  job.optsJson = cjson.encode(opts)
  job.key = queue.prefix .. job.id
  job.schedulerId = schedulerId
  rcall("INCR", queue.id)
  storeAndEnqueueJob(queue, job)
end
