-- Counts a stall. A job that stalled too often is marked to be failed by the worker that takes it next, unless it is the one a
-- job scheduler lives by.
local function markStalledJob(jobKey, maxStalledCount, repeatKey)
  if rcall("HINCRBY", jobKey, "stc", 1) <= maxStalledCount then
    return
  end
  local schedulerId = rcall("HGET", jobKey, "rjk")
  if schedulerId
    and (rcall("EXISTS", repeatKey .. ":" .. schedulerId) == 1 or rcall("ZSCORE", repeatKey, schedulerId)) then
    return
  end
  rcall("HSET", jobKey, "defa", "job stalled more than allowable limit")
end
