--- @include "callInBatches"
--- @include "isList"
--- @include "removeJob"

-- Deletes up to a number of jobs of one state. Returns how many.
local function obliterateState(prefix, state, count)
  local stateKey = prefix .. state
  local jobIds = rcall(isList(state) and "LRANGE" or "ZRANGE", stateKey, 0, count - 1)
  for _, jobId in ipairs(jobIds) do
    if state == "active" then
      rcall("DEL", prefix .. jobId .. ":lock")
    end
    removeJob(prefix, jobId)
  end
  if isList(state) then
    rcall("LTRIM", stateKey, #jobIds, -1)
  else
    callInBatches("ZREM", stateKey, jobIds)
  end
  return #jobIds
end
