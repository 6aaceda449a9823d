--- @include "callInBatches"

-- Deletes up to a number of job schedulers. Returns how many.
local function obliterateSchedulers(prefix, count)
  local repeatKey = prefix .. "repeat"
  local schedulerIds = rcall("ZRANGE", repeatKey, 0, count - 1)
  for _, schedulerId in ipairs(schedulerIds) do
    rcall("DEL", repeatKey .. ":" .. schedulerId)
  end
  callInBatches("ZREM", repeatKey, schedulerIds)
  return #schedulerIds
end
