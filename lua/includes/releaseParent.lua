--- @include "enqueueParent"

-- Takes a parent {id, queueKey} out of waiting-children, if it is there and still has a hash, and queues it. onlyIfReady: not
-- while a child of it is pending.
local function releaseParent(parentKey, parent, now, onlyIfReady)
  if onlyIfReady and rcall("EXISTS", parentKey .. ":dependencies") == 1 then
    return
  end
  local waitingChildren = parent.queueKey .. ":waiting-children"
  if rcall("EXISTS", parentKey) == 1 and rcall("ZREM", waitingChildren, parent.id) == 1 then
    enqueueParent(parent.queueKey .. ":", parentKey, parent.id, now)
  end
end
