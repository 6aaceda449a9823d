--- @include "getField"
--- @include "setField"

-- Locks an active job for a worker, counts it against the rate limit (unless it is to be failed without running), announces
-- it, and wakes another worker to look for more. Returns the reply with the whole hash as it is now.
local function startJob(queue, jobId, fields, now, worker, maxJobs, limiterDuration)
  local jobKey = queue.prefix .. jobId
  if maxJobs and not getField(fields, "defa") and rcall("INCR", queue.limiter) == 1 then
    rcall("PEXPIRE", queue.limiter, math.floor(math.abs(limiterDuration)))
  end
  if worker.token ~= "0" then
    rcall("SET", jobKey .. ":lock", worker.token, "PX", math.floor(worker.lockDuration))
  end
  rcall("XADD", queue.events, "*", "event", "active", "jobId", jobId, "prev", "waiting")

  local timesStarted = tostring((tonumber(getField(fields, "ats")) or 0) + 1)
  setField(fields, "processedOn", now)
  setField(fields, "ats", timesStarted)
  if worker.name then
    setField(fields, "pb", worker.name)
    rcall("HSET", jobKey, "processedOn", now, "ats", timesStarted, "pb", worker.name)
  else
    rcall("HSET", jobKey, "processedOn", now, "ats", timesStarted)
  end
  rcall("ZADD", queue.marker, 0, "0")
  return { fields, jobId, 0, 0 }
end
