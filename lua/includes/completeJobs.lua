--- @include "completeJob"

-- Ends the active jobs that stand in a list as id, token, value from first to last, at most 1000, and adds their codes to a list:
-- 0 or negative. What each needs from Redis and nobody sees in between is asked and said for all at once, as the calls are most
-- of what a job costs. Evicting older jobs is left to the caller.
local function completeJobs(queue, list, first, last, keepJobs, now, codes)
  local prefix = queue.prefix
  local locks, sideKeys = {}, {}
  for at = first, last, 3 do
    local jobKey = prefix .. list[at]
    locks[#locks + 1] = jobKey .. ":lock"
    sideKeys[#sideKeys + 1] = jobKey .. ":dependencies"
    sideKeys[#sideKeys + 1] = jobKey .. ":unsuccessful"
  end
  local tokens = rcall("MGET", unpack(locks))
  local batch = { haveChildren = rcall("EXISTS", unpack(sideKeys)) > 0, holders = {}, freedLocks = {}, freedIds = {}, kept = {} }
  for i, token in ipairs(tokens) do
    batch.holders[list[first + (i - 1) * 3]] = token
  end

  for at = first, last, 3 do
    codes[#codes + 1] = completeJob(queue, list[at], list[at + 1], list[at + 2], keepJobs, now, batch)
  end

  if batch.freedIds[1] then
    rcall("DEL", unpack(batch.freedLocks))
    rcall("SREM", prefix .. "stalled", unpack(batch.freedIds))
  end
  if batch.kept[1] then
    rcall("ZADD", prefix .. "completed", unpack(batch.kept))
  end
end
