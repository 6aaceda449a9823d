--- @include "readListWindow"

-- Reads a window of ids in the order asked for. source: key, inList, size (of a list), ascending.
local function readStateWindow(source, first, last)
  if not source.inList then
    return rcall(source.ascending and "ZRANGE" or "ZREVRANGE", source.key, first, last)
  end
  if source.size == 0 or source.ascending and first >= source.size then
    return {}
  end
  local jobIds = readListWindow(source.key, first, last, source.ascending)
  if source.ascending then
    local count = #jobIds
    for i = 1, math.floor(count / 2) do
      jobIds[i], jobIds[count + 1 - i] = jobIds[count + 1 - i], jobIds[i]
    end
  end
  return jobIds
end
