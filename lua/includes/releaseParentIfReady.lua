--- @include "releaseParent"

-- Lets a parent go when none of its children is pending.
local function releaseParentIfReady(parentKey, parent, now)
  if rcall("EXISTS", parentKey .. ":dependencies") == 0 then
    releaseParent(parentKey, parent, now)
  end
end
