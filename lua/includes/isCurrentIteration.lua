-- Tells whether a job is the one a job scheduler lives by: removing it would end the schedule.
local function isCurrentIteration(repeatKey, jobId, schedulerId)
  if not schedulerId then
    return false
  end
  local nextTime = rcall("ZSCORE", repeatKey, schedulerId)
  return nextTime and jobId == "repeat:" .. schedulerId .. ":" .. nextTime
end
