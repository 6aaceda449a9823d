--- @include "callInBatches"
--- @include "leaveParent"
--- @include "removeJobKeys"

-- Applies a retention {count, age (s), limit} to the set of finished jobs that a job has joined: the age first, then the count.
-- A call deletes a limited number, the newest of them first, so that a lowered limit cannot block the server; the next
-- finishing jobs delete the rest.
local function keepFinishedJobs(prefix, stateKey, keepJobs, now)
  local age, count = keepJobs.age, keepJobs.count
  if not age and not (count and count > 0) then
    return
  end
  local function evict(jobIds)
    for _, jobId in ipairs(jobIds) do
      local jobKey = prefix .. jobId
      leaveParent(jobKey, nil, now)
      removeJobKeys(jobKey)
    end
    callInBatches("ZREM", stateKey, jobIds)
  end

  if age then
    local latest = now - age * 1000
    local oldest = rcall("ZRANGE", stateKey, "0", "0", "WITHSCORES")
    if tonumber(oldest[2]) <= latest then
      evict(rcall("ZREVRANGEBYSCORE", stateKey, latest, "-inf", "LIMIT", "0", keepJobs.limit or "1000"))
    end
  end
  if count and count > 0 and rcall("ZCARD", stateKey) > count then
    evict(rcall("ZREVRANGE", stateKey, count, count + 999))
  end
end
