--- @include "isBlocked"
--- @include "promoteDelayedJobs"
--- @include "rateLimitTtl"
--- @include "startJob"
--- @include "takeNextJob"

-- Hands a worker up to `room` next jobs, each under the same rules as a single fetch. Returns the list of {hash, id}, then the ms
-- until the rate limit ends or 0, the due time (ms) of the first delayed job or 0, and whether the queue was found empty.
local function fetchJobs(queue, now, worker, room)
  local limiter = worker.limiter
  local maxJobs = queue.max or limiter and tonumber(limiter.max)
  local limiterDuration = limiter and tonumber(limiter.duration) or queue.duration
  local jobs = {}
  if maxJobs and not limiterDuration then
    return jobs, 0, 0, false
  end
  local blocked = isBlocked(queue)
  local firstDelayed = promoteDelayedJobs(queue, now, blocked)
  while #jobs < room do
    local ttl = maxJobs and rateLimitTtl(queue.limiter, maxJobs) or 0
    if ttl > 0 then
      return jobs, ttl, 0, false
    end
    if isBlocked(queue) then
      return jobs, 0, 0, false
    end
    local jobId, fields = takeNextJob(queue)
    if not jobId then
      return jobs, 0, firstDelayed and math.floor(tonumber(firstDelayed) / 4096) or 0, true
    end
    jobs[#jobs + 1] = startJob(queue, jobId, fields, now, worker, maxJobs, limiterDuration)
  end
  return jobs, 0, 0, false
end
