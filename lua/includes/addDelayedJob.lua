--- @include "addDelayMarker"
--- @include "delayedScore"

-- Lets a job wait until timestamp + delay (ms). The event carries the due time, not the delay.
local function addDelayedJob(queue, jobId, timestamp, delay)
  local score, due = delayedScore(queue, timestamp, delay)
  rcall("ZADD", queue.delayed, score, jobId)
  rcall("XADD", queue.events, "MAXLEN", "~", queue.maxEvents, "*", "event", "delayed", "jobId", jobId, "delay", due)
  addDelayMarker(queue)
end
