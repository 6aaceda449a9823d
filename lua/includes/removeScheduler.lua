--- @include "removeJobKeys"

-- Removes a scheduler with its delayed job; a job of it that already waits or runs is left. Returns whether there was one.
local function removeScheduler(repeatKey, delayedKey, eventsKey, prefix, schedulerId)
  local nextTime = rcall("ZSCORE", repeatKey, schedulerId)
  if not nextTime then
    return false
  end
  local jobId = "repeat:" .. schedulerId .. ":" .. nextTime
  if rcall("ZREM", delayedKey, jobId) == 1 then
    removeJobKeys(prefix .. jobId)
    rcall("XADD", eventsKey, "*", "event", "removed", "jobId", jobId, "prev", "delayed")
  end
  rcall("ZREM", repeatKey, schedulerId)
  rcall("DEL", repeatKey .. ":" .. schedulerId)
  return true
end
