-- Next time (ms) of an interval scheduler, and the offset of its grid. previous is the last scheduled time or nil. The first
-- run is at the start date, on the given offset, or now; it then anchors the grid. Missed times are skipped.
local function nextIntervalTime(previous, every, now, offset, startDate)
  local hasOffset = offset and offset > 0
  local gridTime = math.floor(now / every) * every + (offset or 0)
  local nextTime
  if previous then
    nextTime = previous + every
    if nextTime < now then
      nextTime = gridTime <= now and gridTime + every or gridTime
    end
  elseif startDate then
    nextTime = math.max(startDate, now)
  elseif hasOffset then
    nextTime = gridTime <= now and gridTime + every or gridTime
  else
    nextTime = now
  end
  if not offset or offset == 0 then
    offset = nextTime - math.floor(nextTime / every) * every
  end
  return math.floor(nextTime), math.floor(offset)
end
