--- @include "completeJob"

-- Ends the active jobs that stand in a list as id, token, value from first to last, at most 1000, and adds their codes to a list:
-- 0 or negative. Locks and side keys are read, and locks and stalled marks taken away, for all at once. A job's own end is written
-- whole before the next one is looked at: where one breaks the call off, those before it have ended, and no more than their
-- locks outlives them, for its time. Evicting older jobs is left to the caller.
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
  local batch = { haveChildren = rcall("EXISTS", unpack(sideKeys)) > 0, holders = {}, freedLocks = {}, freedIds = {} }
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
end
