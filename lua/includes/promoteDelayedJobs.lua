--- @include "addBaseMarker"
--- @include "nextPriorityScore"

-- Moves the delayed jobs that are due, at most 1000, to where workers take them from. An id that has lost its hash is dropped.
local function promoteDelayedJobs(queue, now, blocked)
  local due = rcall("ZRANGEBYSCORE", queue.delayed, 0, (now + 1) * 4096 - 1, "LIMIT", 0, 1000)
  if #due == 0 then
    return
  end
  rcall("ZREM", queue.delayed, unpack(due))
  for _, jobId in ipairs(due) do
    local jobKey = queue.prefix .. jobId
    local priority = rcall("HGET", jobKey, "priority")
    if priority or rcall("EXISTS", jobKey) == 1 then
      priority = tonumber(priority) or 0
      if priority == 0 then
        rcall("LPUSH", queue.wait, jobId)
      else
        rcall("ZADD", queue.prioritized, nextPriorityScore(queue, priority), jobId)
      end
      rcall("XADD", queue.events, "*", "event", "waiting", "jobId", jobId, "prev", "delayed")
      rcall("HSET", jobKey, "delay", 0)
    end
  end
  addBaseMarker(queue, blocked)
end
