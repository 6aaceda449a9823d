--- @include "evictJobs"

-- Applies a retention {count, age (s), limit} to the set of finished jobs that a job has joined: the age first, then the count.
local function keepFinishedJobs(prefix, stateKey, keepJobs, now)
  local age, count = keepJobs.age, keepJobs.count
  if age then
    local limit = keepJobs.limit or 1000
    local expired = rcall("ZREVRANGEBYSCORE", stateKey, now - age * 1000, "-inf", "LIMIT", 0, limit)
    evictJobs(prefix, stateKey, expired, now)
  end
  if count and count > 0 then
    evictJobs(prefix, stateKey, rcall("ZREVRANGE", stateKey, count, count + 999), now)
  end
end
