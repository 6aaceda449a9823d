--- @include "callInBatches"

-- Counts finished jobs (one unless told), and closes the past minutes: the list gets the number of jobs since its last
-- point, then a zero for each further minute that passed. The newest point is at the left; at most maxPoints are kept.
local function recordMetrics(metricsKey, maxPoints, now, jobs)
  jobs = jobs or 1
  local finishedBefore = rcall("HINCRBY", metricsKey, "count", jobs) - jobs
  local previous = rcall("HMGET", metricsKey, "prevTS", "prevCount")
  if not previous[1] then
    rcall("HSET", metricsKey, "prevTS", now, "prevCount", 0)
    return
  end
  local minutes = math.floor(now / 60000) - math.floor(previous[1] / 60000)
  local points = math.min(minutes, maxPoints)
  if points <= 0 then
    return
  end
  local dataKey = metricsKey .. ":data"
  local values = { finishedBefore - (tonumber(previous[2]) or 0) }
  for i = 2, points do
    values[i] = 0
  end
  callInBatches("LPUSH", dataKey, values)
  rcall("LTRIM", dataKey, 0, maxPoints - 1)
  rcall("HSET", metricsKey, "prevCount", finishedBefore, "prevTS", now)
end
