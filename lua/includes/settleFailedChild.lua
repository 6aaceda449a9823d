--- @include "enqueueParent"
--- @include "releaseParent"

-- Applies a failed child's policy to its parent {id, queueKey, fpof | cpof | idof | rdof}: fail the parent, let it continue at
-- once, ignore the failure, or forget the child. Without a policy the parent keeps waiting. A parent is failed by the worker that
-- takes it next: it is marked, and queued at once if it waits for children or is delayed.
local function settleFailedChild(parent, childKey, reason, now)
  if not (parent.fpof or parent.cpof or parent.idof or parent.rdof) then
    return
  end
  local prefix, parentId = parent.queueKey .. ":", parent.id
  local parentKey = prefix .. parentId
  if rcall("SREM", parentKey .. ":dependencies", childKey) == 0 then
    return
  end
  if not parent.fpof then
    if parent.cpof then
      rcall("HSET", parentKey .. ":failed", childKey, reason)
    end
    releaseParent(parentKey, parent, now, not parent.cpof)
    if parent.idof and not parent.cpof then
      rcall("HSET", parentKey .. ":failed", childKey, reason)
    end
    return
  end

  rcall("ZADD", parentKey .. ":unsuccessful", now, childKey)
  if rcall("EXISTS", parentKey) == 0 then
    return
  end
  local leaves = rcall("ZREM", prefix .. "waiting-children", parentId) == 1
  if not leaves and rcall("ZREM", prefix .. "delayed", parentId) == 1 then
    rcall("HSET", parentKey, "delay", "0")
    leaves = true
  end
  if leaves or not rcall("ZSCORE", prefix .. "failed", parentId) then
    rcall("HSET", parentKey, "defa", "child " .. childKey .. " failed")
  end
  if leaves then
    enqueueParent(prefix, parentKey, parentId, now)
  end
end
