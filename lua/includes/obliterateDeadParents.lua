--- @include "removeJob"

-- Deletes the parents that nobody will ever release: none of their pending children exists any more. Those with children alive
-- in other queues stay in waiting-children, as BullMQ's clients expect.
local function obliterateDeadParents(prefix)
  local stateKey = prefix .. "waiting-children"
  for _, jobId in ipairs(rcall("ZRANGE", stateKey, 0, -1)) do
    local isAlive = false
    for _, childKey in ipairs(rcall("SMEMBERS", prefix .. jobId .. ":dependencies")) do
      isAlive = isAlive or rcall("EXISTS", childKey) == 1
    end
    if not isAlive then
      removeJob(prefix, jobId)
      rcall("ZREM", stateKey, jobId)
    end
  end
end
