--- @include "failParent"
--- @include "releaseParent"
--- @include "releaseParentIfReady"

-- Applies a failed child's policy to its parent {id, queueKey, fpof | cpof | idof | rdof}: fail the parent, let it continue at
-- once, ignore the failure, or forget the child. Without a policy the parent keeps waiting.
local function settleFailedChild(parent, childKey, reason, now)
  if not (parent.fpof or parent.cpof or parent.idof or parent.rdof) then
    return
  end
  local parentKey = parent.queueKey .. ":" .. parent.id
  if rcall("SREM", parentKey .. ":dependencies", childKey) == 0 then
    return
  end
  if parent.fpof then
    rcall("ZADD", parentKey .. ":unsuccessful", now, childKey)
    failParent(parentKey, parent, childKey, now)
  elseif parent.cpof then
    rcall("HSET", parentKey .. ":failed", childKey, reason)
    releaseParent(parentKey, parent, now)
  else
    releaseParentIfReady(parentKey, parent, now)
    if parent.idof then
      rcall("HSET", parentKey .. ":failed", childKey, reason)
    end
  end
end
