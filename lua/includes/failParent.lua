--- @include "enqueueParent"
--- @include "openQueue"

-- Marks a parent to be failed by the worker that takes it next, and queues it at once if it waits for children or is delayed.
local function failParent(parentKey, parent, childKey, now)
  if rcall("EXISTS", parentKey) == 0 then
    return
  end
  local queue = openQueue(parent.queueKey .. ":")
  local queued = rcall("ZREM", queue.waitingChildren, parent.id) == 1
  if not queued and rcall("ZREM", queue.delayed, parent.id) == 1 then
    rcall("HSET", parentKey, "delay", 0)
    queued = true
  end
  if queued or not rcall("ZSCORE", queue.failed, parent.id) then
    rcall("HSET", parentKey, "defa", "child " .. childKey .. " failed")
  end
  if queued then
    enqueueParent(queue, parentKey, parent.id, now)
  end
end
