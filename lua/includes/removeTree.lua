--- @include "keepMaxEvents"
--- @include "leaveParent"
--- @include "listChildren"
--- @include "readSettings"
--- @include "releaseOwnedDeduplication"
--- @include "removeFromState"
--- @include "removeJobKeys"
--- @include "splitJobKey"

-- Deletes a job, after its children if wanted, and announces each. options: children = delete them too; pendingOnly = leave
-- children that have finished; sparesLocked = leave locked jobs; visited breaks rings of parents.
local function removeTree(prefix, jobId, parentKey, options)
  local jobKey = prefix .. jobId
  local isSpared = options.sparesLocked and rcall("EXISTS", jobKey .. ":lock") == 1
    or options.pendingOnly and rcall("ZSCORE", prefix .. "failed", jobId)
  if isSpared or options.visited[jobKey] then
    return
  end
  options.visited[jobKey] = true
  leaveParent(jobKey, parentKey)
  for _, childKey in ipairs(options.children and listChildren(jobKey, options.pendingOnly) or {}) do
    local childPrefix, childId = splitJobKey(childKey)
    removeTree(childPrefix, childId, jobKey, options)
  end
  local state = removeFromState(prefix, jobId)
  releaseOwnedDeduplication(prefix, jobId, rcall("HGET", jobKey, "deid"))
  if removeJobKeys(jobKey) > 0 then
    local queue = { meta = prefix .. "meta" }
    readSettings(queue)
    keepMaxEvents(queue)
    rcall("XADD", prefix .. "events", "MAXLEN", "~", queue.maxEvents, "*", "event", "removed", "jobId", jobId, "prev", state)
  end
end
