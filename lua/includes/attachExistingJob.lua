--- @include "recordChildResult"

-- Gives an existing job to a parent. A completed child counts as processed at once, any other as pending.
local function attachExistingJob(queue, job)
  local parentKey = job.parentKey
  if not parentKey then
    return
  end
  if rcall("ZSCORE", queue.completed, job.id) then
    local value = rcall("HGET", job.key, "returnvalue") or "null"
    if job.insideFlow then
      rcall("HSET", parentKey .. ":processed", job.key, value)
    else
      recordChildResult(parentKey, job.parent, job.key, value, job.timestamp)
    end
  elseif job.dependenciesKey then
    rcall("SADD", job.dependenciesKey, job.key)
  end
  rcall("HSET", job.key, "parentKey", parentKey, "parent", job.parentJson)
end
