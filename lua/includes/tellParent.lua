--- @include "decodeParent"
--- @include "recordChildResult"
--- @include "settleFailedChild"
--- @include "splitJobKey"

-- Tells a finished job's parent how it ended. The parent's id and queue stand in the job's field parent; where that is not
-- readable a completed child still finds it by the key.
local function tellParent(parentKey, parentJson, childKey, isFailed, value, now)
  local parent = parentJson and decodeParent(parentJson)
  if isFailed then
    if parent then
      settleFailedChild(parent, childKey, value, now)
    end
  elseif parentKey and rcall("SREM", parentKey .. ":dependencies", childKey) == 1 then
    if not parent then
      local prefix, parentId = splitJobKey(parentKey)
      parent = { id = parentId, queueKey = string.sub(prefix, 1, -2) }
    end
    recordChildResult(parentKey, parent, childKey, value, now)
  end
end
