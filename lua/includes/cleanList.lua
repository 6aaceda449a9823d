--- @include "isCleanable"
--- @include "removeJob"

-- Deletes jobs of a list that finished, last started, or were created not after a time (ms). With a limit those that would run
-- first go. They are found from the right end, then deleted in the order of the list: each place is blanked, so that the
-- others stay where they were found, and the blanks are removed in the end.
local function cleanList(listKey, repeatKey, prefix, latest, limit, skipsLocked)
  local places, jobIds = {}, {}
  local last = rcall("LLEN", listKey) - 1
  while last >= 0 and #places < limit do
    local first = math.max(last - 999, 0)
    local chunk = rcall("LRANGE", listKey, first, last)
    for i = #chunk, 1, -1 do
      local isLocked = skipsLocked and rcall("EXISTS", prefix .. chunk[i] .. ":lock") == 1
      if #places < limit and not isLocked
        and isCleanable(repeatKey, prefix, chunk[i], latest, "finishedOn", "processedOn", "timestamp") then
        places[#places + 1] = first + i - 1
        jobIds[#jobIds + 1] = chunk[i]
      end
    end
    last = first - 1
  end

  local removed = {}
  for i = #places, 1, -1 do
    rcall("LSET", listKey, places[i], "")
    removeJob(prefix, jobIds[i])
    removed[#removed + 1] = jobIds[i]
  end
  if #removed > 0 then
    rcall("LREM", listKey, 0, "")
  end
  return removed
end
