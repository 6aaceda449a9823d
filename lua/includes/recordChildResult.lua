--- @include "releaseParentIfReady"

-- Keeps a completed child's result (JSON) with its parent and lets the parent go when that was the last one.
local function recordChildResult(parentKey, parent, childKey, value, now)
  rcall("HSET", parentKey .. ":processed", childKey, value)
  releaseParentIfReady(parentKey, parent, now)
end
