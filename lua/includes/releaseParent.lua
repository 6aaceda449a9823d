--- @include "enqueueParent"
--- @include "openQueue"

-- Takes a parent {id, queueKey} out of waiting-children, if it is there and still has a hash, and queues it.
local function releaseParent(parentKey, parent, now)
  local waitingChildren = parent.queueKey .. ":waiting-children"
  if rcall("EXISTS", parentKey) == 1 and rcall("ZREM", waitingChildren, parent.id) == 1 then
    enqueueParent(openQueue(parent.queueKey .. ":"), parentKey, parent.id, now)
  end
end
