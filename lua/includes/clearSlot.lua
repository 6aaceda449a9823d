--- @include "isInList"
--- @include "removeJobKeys"
--- @include "removePendingIteration"

-- Makes room for a scheduler's next job: a job of that id that has not started is deleted, and so is one that is in no state.
local function clearSlot(queue, jobId)
  if rcall("EXISTS", queue.prefix .. jobId) == 0 or removePendingIteration(queue, jobId) then
    return
  end
  local isHeld = rcall("ZSCORE", queue.completed, jobId) or rcall("ZSCORE", queue.failed, jobId)
    or rcall("ZSCORE", queue.waitingChildren, jobId) or isInList(queue.active, jobId)
  if not isHeld then
    removeJobKeys(queue.prefix .. jobId)
  end
end
