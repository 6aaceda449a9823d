--- @include "releaseParent"
--- @include "settleFailedChild"
--- @include "splitJobKey"

-- Tells a finished job's parent how it ended. The parent's id, queue and policy stand as JSON in the job's field parent; where
-- that is not readable a completed child still finds its parent by the key.
local function tellParent(parentKey, childKey, isFailed, value, now)
  local decoded, parent = pcall(cjson.decode, rcall("HGET", childKey, "parent") or "")
  if not decoded or type(parent) ~= "table" or type(parent.queueKey) ~= "string" or not parent.id then
    local prefix, parentId = splitJobKey(parentKey)
    parent = { id = parentId, queueKey = string.sub(prefix, 1, -2) }
  end
  if isFailed then
    settleFailedChild(parent, childKey, value, now)
  elseif rcall("SREM", parentKey .. ":dependencies", childKey) == 1 then
    rcall("HSET", parentKey .. ":processed", childKey, value)
    releaseParent(parentKey, parent, now, true)
  end
end
