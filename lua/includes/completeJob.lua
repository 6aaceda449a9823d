--- @include "errorCodes"
--- @include "finishDeduplication"
--- @include "leaveParent"
--- @include "removeJobKeys"
--- @include "tellParent"

-- Ends one active job of a batch (see completeJobs) as completed: ends its deduplication, tells its parent, keeps or deletes it,
-- announces it. Token "0" stands for "I hold no lock" and is not checked. Returns 0 or a negative code.
local function completeJob(queue, jobId, token, value, keepJobs, now, batch)
  local jobKey = queue.prefix .. jobId
  local job = rcall("HMGET", jobKey, "name", "deid", "parentKey", "atm")
  if not job[1] and rcall("EXISTS", jobKey) == 0 then
    return JOB_MISSING
  end
  if batch.haveChildren and rcall("EXISTS", jobKey .. ":dependencies", jobKey .. ":unsuccessful") > 0 then
    return rcall("EXISTS", jobKey .. ":dependencies") == 1 and PENDING_CHILDREN or FAILED_CHILDREN
  end
  if token ~= "0" then
    local holder = batch.holders[jobId]
    if holder ~= token then
      return holder and LOCK_MISMATCH or LOCK_MISSING
    end
    batch.holders[jobId] = nil
    table.insert(batch.freedLocks, jobKey .. ":lock")
    table.insert(batch.freedIds, jobId)
  end
  if rcall("LREM", queue.active, "-1", jobId) == 0 then
    return NOT_IN_STATE
  end
  if job[2] then
    finishDeduplication(queue, job[2], jobId, now)
  end
  if job[3] then
    tellParent(job[3], jobKey, false, value, now)
  end
  if keepJobs.count == 0 then
    if job[3] then
      leaveParent(jobKey, job[3], now)
    end
    removeJobKeys(jobKey)
  else
    local attemptsMade = job[4] and tostring((tonumber(job[4]) or 0) + 1) or "1"
    rcall("ZADD", queue.prefix .. "completed", now, jobId)
    rcall("HSET", jobKey, "atm", attemptsMade, "returnvalue", value, "finishedOn", now)
  end
  rcall("XADD", queue.events, "*", "event", "completed", "jobId", jobId, "returnvalue", value, "prev", "active")
  return 0
end
