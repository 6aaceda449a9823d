--- @include "callInBatches"
--- @include "removeJob"

-- Deletes all jobs of a list but the protected ones, which stay in their order.
local function drainList(listKey, prefix, isProtected)
  local kept = {}
  for _, jobId in ipairs(rcall("LRANGE", listKey, 0, -1)) do
    if isProtected[jobId] then
      kept[#kept + 1] = jobId
    else
      removeJob(prefix, jobId)
    end
  end
  rcall("DEL", listKey)
  callInBatches("RPUSH", listKey, kept)
end
