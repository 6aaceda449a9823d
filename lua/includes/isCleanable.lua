--- @include "isCurrentIteration"

-- Tells whether an unfinished job may be deleted: its time (the first of the given hash fields that is there) is not after
-- latest (ms), or it has none; and no job scheduler lives by it.
local function isCleanable(repeatKey, prefix, jobId, latest, ...)
  local values = rcall("HMGET", prefix .. jobId, "rjk", ...)
  local time
  for i = 2, #values do
    time = time or values[i]
  end
  return (tonumber(time) or 0) <= latest and not isCurrentIteration(repeatKey, jobId, values[1])
end
