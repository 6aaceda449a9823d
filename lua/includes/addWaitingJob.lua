--- @include "addBaseMarker"
--- @include "nextPriorityScore"

-- Puts a job where workers take it from: priority 0 into the list (RPUSH = next to run), others behind their equals.
local function addWaitingJob(queue, jobId, priority, pushCommand, blocked)
  if priority == 0 then
    rcall(pushCommand, queue.wait, jobId)
  else
    rcall("ZADD", queue.prioritized, nextPriorityScore(queue, priority), jobId)
  end
  addBaseMarker(queue, blocked)
end
