--- @include "enqueueParent"
--- @include "releaseOwnedDeduplication"
--- @include "removeJobKeys"
--- @include "splitJobKey"

-- Takes a job that goes away out of its parent's pending children. A parent that thereby has none left leaves
-- waiting-children: it is queued; or, when a whole queue is being emptied (hard) and the parent is in that queue, deleted.
-- parentKey may be left out, then the job's hash names it.
local function leaveParent(jobKey, hard, prefix, parentKey, now)
  parentKey = parentKey or rcall("HGET", jobKey, "parentKey")
  if not parentKey or parentKey == "" or rcall("EXISTS", parentKey) == 0 then
    return
  end
  local dependenciesKey = parentKey .. ":dependencies"
  if rcall("SREM", dependenciesKey, jobKey) == 0 or rcall("EXISTS", dependenciesKey) == 1 then
    return
  end
  local parentPrefix, parentId = splitJobKey(parentKey)
  if rcall("ZREM", parentPrefix .. "waiting-children", parentId) == 0 then
    return
  end
  if hard and parentPrefix == prefix then
    leaveParent(parentKey, true, prefix)
    releaseOwnedDeduplication(prefix, parentId, rcall("HGET", parentKey, "deid"))
    removeJobKeys(parentKey)
  else
    enqueueParent(parentPrefix, parentKey, parentId, now, hard)
  end
end
