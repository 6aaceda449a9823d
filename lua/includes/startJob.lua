-- Locks an active job for a worker, counts it against the rate limit (unless it is to be failed without running), announces
-- it. fields, its hash as HGETALL gave it, is brought up to date and replied, so that the hash need not be read again. The caller
-- wakes another worker to look for more.
local function startJob(queue, jobId, fields, now, worker, maxJobs, limiterDuration)
  local jobKey = queue.prefix .. jobId
  local size = #fields
  local startedAt, timesStarted, startedBy, isDeferredFailure
  for i = 1, size, 2 do
    local field = fields[i]
    if field == "ats" then
      timesStarted = i + 1
    elseif field == "processedOn" then
      startedAt = i + 1
    elseif field == "pb" then
      startedBy = i + 1
    elseif field == "defa" then
      isDeferredFailure = true
    end
  end
  if maxJobs and not isDeferredFailure and rcall("INCR", queue.limiter) == 1 then
    rcall("PEXPIRE", queue.limiter, math.floor(math.abs(limiterDuration)))
  end
  if worker.token ~= "0" then
    rcall("SET", jobKey .. ":lock", worker.token, "PX", math.floor(worker.lockDuration))
  end
  rcall("XADD", queue.events, "*", "event", "active", "jobId", jobId, "prev", "waiting")

  local function set(place, field, value)
    if not place then
      place = size + 2
      size = place
      fields[place - 1] = field
    end
    fields[place] = value
  end
  local count = timesStarted and tostring((tonumber(fields[timesStarted]) or 0) + 1) or "1"
  set(startedAt, "processedOn", now)
  set(timesStarted, "ats", count)
  if worker.name then
    set(startedBy, "pb", worker.name)
    rcall("HSET", jobKey, "processedOn", now, "ats", count, "pb", worker.name)
  else
    rcall("HSET", jobKey, "processedOn", now, "ats", count)
  end
  return { fields, jobId, 0, 0 }
end
