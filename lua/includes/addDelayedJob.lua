-- Lets a job wait until timestamp + delay (ms). 4096 scores share a millisecond, so jobs due together keep their order. The event
-- carries the due time, not the delay. The marker is the caller's affair.
local function addDelayedJob(queue, jobId, timestamp, delay)
  local due = delay > 0 and timestamp + delay or timestamp
  local score = due * 4096
  local highest = (due + 1) * 4096 - 1
  local last = rcall("ZREVRANGEBYSCORE", queue.delayed, highest, score, "WITHSCORES", "LIMIT", "0", "1")
  if last[2] then
    score = math.min(tonumber(last[2]) + 1, highest)
  end
  rcall("ZADD", queue.delayed, score, jobId)
  rcall("XADD", queue.events, "MAXLEN", "~", queue.maxEvents, "*", "event", "delayed", "jobId", jobId, "delay", due)
end
