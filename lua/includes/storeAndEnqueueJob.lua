--- @include "addDelayMarker"
--- @include "addDelayedJob"
--- @include "addWaitingJob"
--- @include "isBlocked"
--- @include "storeJob"

-- Writes a new job and puts it where its own options want it: delayed, prioritized, or in the list (lifo = next to run).
local function storeAndEnqueueJob(queue, job)
  storeJob(queue, job)
  local delay = tonumber(job.opts.delay) or 0
  if delay ~= 0 then
    addDelayedJob(queue, job.id, job.timestamp, delay)
    addDelayMarker(queue)
    return
  end
  local priority = math.max(tonumber(job.opts.priority) or 0, 0)
  addWaitingJob(queue, job.id, priority, job.opts.lifo and "RPUSH" or "LPUSH", isBlocked(queue))
  rcall("XADD", queue.events, "MAXLEN", "~", queue.maxEvents, "*", "event", "waiting", "jobId", job.id)
end
