-- Score and due time (ms) of a delayed job. 4096 scores share a millisecond, so jobs due together keep their order.
local function delayedScore(queue, timestamp, delay)
  local due = delay > 0 and timestamp + delay or timestamp
  local lowest = due * 4096
  local highest = (due + 1) * 4096 - 1
  local last = rcall("ZREVRANGEBYSCORE", queue.delayed, highest, lowest, "WITHSCORES", "LIMIT", 0, 1)
  if not last[2] then
    return lowest, due
  end
  return math.min(tonumber(last[2]) + 1, highest), due
end
