-- Tells a worker that sleeps on the marker when the first delayed job is due. Scores are due ms * 4096 + a tie counter.
local function addDelayMarker(queue)
  local first = rcall("ZRANGE", queue.delayed, "0", "0", "WITHSCORES")
  if first[2] then
    rcall("ZADD", queue.marker, tonumber(first[2]) / 4096, "1")
  end
end
