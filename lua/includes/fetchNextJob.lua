--- @include "isBlocked"
--- @include "promoteDelayedJobs"
--- @include "rateLimitTtl"
--- @include "startJob"
--- @include "takeNextJob"

-- Hands a worker its next job: {hash, id, 0, 0}; or {0, 0, ms until the rate limit ends, 0}; or {0, 0, 0, due time (ms) of the
-- first delayed job}; or nothing. The queue's own limit beats the worker's, the worker's duration beats the queue's. A limit
-- whose duration nobody knows cannot be kept: then no job is handed out.
local function fetchNextJob(queue, now, worker)
  local limiter = worker.limiter or {}
  local maxJobs = queue.max or tonumber(limiter.max)
  local limiterDuration = tonumber(limiter.duration) or queue.duration
  if maxJobs and not limiterDuration then
    return nil
  end
  local blocked = isBlocked(queue)
  promoteDelayedJobs(queue, now, blocked)

  local ttl = rateLimitTtl(queue.limiter, maxJobs)
  if ttl > 0 then
    return { 0, 0, ttl, 0 }
  end
  if blocked then
    return { 0, 0, 0, 0 }
  end

  local jobId, fields = takeNextJob(queue)
  if jobId then
    return startJob(queue, jobId, fields, now, worker, maxJobs, limiterDuration)
  end
  local first = rcall("ZRANGE", queue.delayed, 0, 0, "WITHSCORES")
  if first[2] then
    return { 0, 0, 0, math.floor(tonumber(first[2]) / 4096) }
  end
end
