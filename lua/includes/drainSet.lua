--- @include "callInBatches"
--- @include "removeJob"

-- Deletes all jobs of a sorted set but the protected ones.
local function drainSet(setKey, prefix, isProtected)
  local drained = {}
  for _, jobId in ipairs(rcall("ZRANGE", setKey, 0, -1)) do
    if not isProtected[jobId] then
      removeJob(prefix, jobId)
      drained[#drained + 1] = jobId
    end
  end
  callInBatches("ZREM", setKey, drained)
end
