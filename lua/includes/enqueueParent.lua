--- @include "addDelayMarker"
--- @include "addWaitingJob"
--- @include "isBlocked"
--- @include "openQueue"
--- @include "readSettings"

-- Queues a parent whose children are done: delayed by its own delay (counted from now), by its priority, or as the next to run.
-- Without now the delay counts from the parent's creation. silent leaves the event out.
local function enqueueParent(prefix, parentKey, parentId, now, silent)
  local queue = openQueue(prefix)
  local fields = rcall("HMGET", parentKey, "priority", "delay", "timestamp")
  local delay = tonumber(fields[2]) or 0
  local event, field, value = "waiting", "prev", "waiting-children"
  if delay > 0 then
    local due = (tonumber(now or fields[3]) or 0) + delay
    rcall("ZADD", queue.delayed, due * 4096, parentId)
    event, field, value = "delayed", "delay", due
  else
    readSettings(queue)
    addWaitingJob(queue, parentId, tonumber(fields[1]) or 0, "RPUSH", isBlocked(queue))
  end
  if not silent then
    rcall("XADD", queue.events, "*", "event", event, "jobId", parentId, field, value)
  end
  if delay > 0 then
    addDelayMarker(queue)
  end
end
