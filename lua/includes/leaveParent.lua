--- @include "enqueueParent"
--- @include "splitJobKey"

-- Takes a job that goes away out of its parent's pending children. A parent that thereby has none left leaves
-- waiting-children and is queued; but not, when a whole queue is being emptied and the parent is in it (emptiedPrefix): then its
-- id is returned, for the caller to delete it. parentKey may be left out, then the job's hash names it.
local function leaveParent(jobKey, parentKey, now, emptiedPrefix)
  if not parentKey then
    parentKey = rcall("HGET", jobKey, "parentKey")
    if not parentKey or rcall("EXISTS", parentKey) == 0 then
      return nil
    end
  end
  local dependenciesKey = parentKey .. ":dependencies"
  if rcall("SREM", dependenciesKey, jobKey) == 0 or rcall("EXISTS", dependenciesKey) == 1 then
    return nil
  end
  local prefix, parentId = splitJobKey(parentKey)
  if rcall("ZREM", prefix .. "waiting-children", parentId) == 0 then
    return nil
  end
  if prefix == emptiedPrefix then
    return parentId
  end
  if rcall("EXISTS", parentKey) == 1 then
    enqueueParent(prefix, parentKey, parentId, now, emptiedPrefix)
  end
  return nil
end
