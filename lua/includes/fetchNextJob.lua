--- @include "addBaseMarker"
--- @include "isBlocked"
--- @include "promoteDelayedJobs"
--- @include "rateLimitTtl"
--- @include "startJob"
--- @include "takeNextJob"

-- Hands a worker its next job: {hash, id, 0, 0}; or {0, 0, ms until the rate limit ends, 0}; or {0, 0, 0, due time (ms) of the
-- first delayed job}; or nothing. The queue's own limit beats the worker's, the worker's duration beats the queue's. Where a job
-- cannot be locked (no token or duration) or its rate limit not be kept (no duration), none is handed out.
local function fetchNextJob(queue, now, worker)
  local limiter = worker.limiter
  local maxJobs = queue.max or limiter and tonumber(limiter.max)
  local limiterDuration = limiter and tonumber(limiter.duration) or queue.duration
  local canLock = worker.token == "0" or worker.token and worker.lockDuration
  if not canLock or maxJobs and not limiterDuration then
    return nil
  end
  local blocked = isBlocked(queue)
  local firstDelayed = promoteDelayedJobs(queue, now, blocked)

  local ttl = maxJobs and rateLimitTtl(queue.limiter, maxJobs) or 0
  if ttl > 0 then
    return { 0, 0, ttl, 0 }
  end
  if blocked then
    return { 0, 0, 0, 0 }
  end

  local jobId, fields = takeNextJob(queue)
  if jobId then
    local started = startJob(queue, jobId, fields, now, worker, maxJobs, limiterDuration)
    addBaseMarker(queue, false)
    return started
  end
  if firstDelayed then
    return { 0, 0, 0, math.floor(tonumber(firstDelayed) / 4096) }
  end
end
