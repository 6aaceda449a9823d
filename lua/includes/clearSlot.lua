--- @include "isInAnyState"
--- @include "removeJobKeys"
--- @include "removePendingIteration"

-- Makes room for a scheduler's next job: a job of that id that has not started is deleted, and so is one that is in no state.
local function clearSlot(queue, jobId)
  local prefix = queue.prefix
  if rcall("EXISTS", prefix .. jobId) == 0 or removePendingIteration(queue, jobId) then
    return
  end
  local states = {
    { "ZSCORE", prefix .. "completed" }, { "ZSCORE", prefix .. "failed" }, { "ZSCORE", prefix .. "waiting-children" },
    { "LPOS", queue.active },
  }
  if not isInAnyState(states, jobId) then
    removeJobKeys(prefix .. jobId)
  end
end
