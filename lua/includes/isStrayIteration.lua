-- Tells whether a delayed job was made by a scheduler that no longer counts on it: its time is not the scheduler's, or the
-- scheduler is gone. A job that has been started is none: it waits for another attempt.
local function isStrayIteration(repeatKey, prefix, jobId)
  local schedulerId, time = string.match(jobId, "^repeat:(.*):(%d+)$")
  if not time or tonumber(rcall("ZSCORE", repeatKey, schedulerId)) == tonumber(time) then
    return false
  end
  local started = rcall("HMGET", prefix .. jobId, "processedOn", "ats")
  return not started[1] and not started[2]
end
