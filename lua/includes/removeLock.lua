--- @include "errorCodes"

-- Gives up the lock of an active job. Token "0" stands for "I hold no lock" and is not checked. Returns 0 or an error code.
local function removeLock(jobKey, jobId, stalledKey, token)
  if token == "0" then
    return 0
  end
  local lockKey = jobKey .. ":lock"
  local holder = rcall("GET", lockKey)
  if not holder then
    return LOCK_MISSING
  elseif holder ~= token then
    return LOCK_MISMATCH
  end
  rcall("DEL", lockKey)
  rcall("SREM", stalledKey, jobId)
  return 0
end
