--- @include "addBaseMarker"

-- Makes the next job active, unprioritized ones first. Returns its id and its hash (field, value, ...), or nothing.
-- Ids without a hash and the "0:" markers of old versions are no jobs: they are dropped, at most 1000 in a call.
local function takeNextJob(queue)
  for _ = 1, 1000 do
    local jobId = rcall("RPOPLPUSH", queue.wait, queue.active)
    if not jobId then
      jobId = rcall("ZPOPMIN", queue.prioritized)[1]
      if not jobId then
        rcall("DEL", queue.pc)
        return nil
      end
      rcall("LPUSH", queue.active, jobId)
    end
    if string.sub(jobId, 1, 2) ~= "0:" then
      local fields = rcall("HGETALL", queue.prefix .. jobId)
      if fields[1] then
        return jobId, fields
      end
    end
    rcall("LREM", queue.active, "1", jobId)
  end
  addBaseMarker(queue, false)
end
