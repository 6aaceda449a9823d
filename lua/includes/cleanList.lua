--- @include "isCleanable"
--- @include "removeJob"

-- Deletes jobs of a list that finished, last started, or were created not after a time (ms); the next to run first. Places are
-- blanked while the list is read, so that indexes stay true, and the blanks are removed in the end.
local function cleanList(listKey, repeatKey, prefix, latest, limit, skipsLocked)
  local removed = {}
  local last = rcall("LLEN", listKey) - 1
  while last >= 0 and #removed < limit do
    local first = math.max(last - 999, 0)
    local jobIds = rcall("LRANGE", listKey, first, last)
    for i = #jobIds, 1, -1 do
      local jobId = jobIds[i]
      local isLocked = skipsLocked and rcall("EXISTS", prefix .. jobId .. ":lock") == 1
      if #removed < limit and not isLocked
        and isCleanable(repeatKey, prefix, jobId, latest, "finishedOn", "processedOn", "timestamp") then
        rcall("LSET", listKey, first + i - 1, "")
        removeJob(prefix, jobId)
        removed[#removed + 1] = jobId
      end
    end
    last = first - 1
  end
  if #removed > 0 then
    rcall("LREM", listKey, 0, "")
  end
  return removed
end
