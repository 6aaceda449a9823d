--- @include "addBaseMarker"
--- @include "isBlocked"
--- @include "promoteDelayedJobs"
--- @include "rateLimitTtl"
--- @include "startJob"
--- @include "takeNextJob"
--- @include "takeWaitingJobs"

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
  if room > 1 and not blocked and not maxJobs and not queue.concurrency then
    -- Nothing limits how many: they move together, those without priority first as ever.
    for _, taken in ipairs(takeWaitingJobs(queue, math.min(room, 1000))) do
      jobs[#jobs + 1] = startJob(queue, taken[1], taken[2], now, worker)
    end
  end
  local limited, due, isEmpty = 0, 0, false
  while #jobs < room do
    limited = maxJobs and rateLimitTtl(queue.limiter, maxJobs) or 0
    if limited > 0 or isBlocked(queue) then
      break
    end
    local jobId, fields = takeNextJob(queue)
    if not jobId then
      due = firstDelayed and math.floor(tonumber(firstDelayed) / 4096) or 0
      isEmpty = true
      break
    end
    jobs[#jobs + 1] = startJob(queue, jobId, fields, now, worker, maxJobs, limiterDuration)
  end
  if jobs[1] then
    addBaseMarker(queue, false)
  end
  return jobs, limited, due, isEmpty
end
