--- @include "addBaseMarker"
--- @include "addWaitingJob"

-- Moves the delayed jobs that are due, at most 1000, to where workers take them from. An id that has lost its hash is dropped.
-- Returns the score (due ms * 4096 + a tie counter) of the first delayed job that is left, if any.
local function promoteDelayedJobs(queue, now, blocked)
  local first = rcall("ZRANGE", queue.delayed, "0", "0", "WITHSCORES")
  local latest = (now + 1) * 4096 - 1
  if not first[2] or tonumber(first[2]) > latest then
    return first[2]
  end
  local due = rcall("ZRANGEBYSCORE", queue.delayed, "0", latest, "LIMIT", "0", "1000")
  if due[1] then
    rcall("ZREM", queue.delayed, unpack(due))
  end
  for _, jobId in ipairs(due) do
    local jobKey = queue.prefix .. jobId
    local priority = rcall("HGET", jobKey, "priority")
    if priority or rcall("EXISTS", jobKey) == 1 then
      addWaitingJob(queue, jobId, tonumber(priority) or 0, "LPUSH", true)
      rcall("XADD", queue.events, "*", "event", "waiting", "jobId", jobId, "prev", "delayed")
      rcall("HSET", jobKey, "delay", "0")
    end
  end
  addBaseMarker(queue, blocked)
  return rcall("ZRANGE", queue.delayed, "0", "0", "WITHSCORES")[2]
end
