--- @include "removeJob"

-- Deletes a scheduler's job that has not started yet. Returns whether there was one; a job that is active or finished stays.
local function removePendingIteration(queue, jobId)
  if rcall("EXISTS", queue.prefix .. jobId) == 1 and (rcall("ZREM", queue.delayed, jobId) == 1
    or rcall("ZREM", queue.prioritized, jobId) == 1 or rcall("LREM", queue.wait, 1, jobId) == 1
    or rcall("LREM", queue.paused, 1, jobId) == 1) then
    removeJob(queue.prefix, jobId)
    return true
  end
  return false
end
