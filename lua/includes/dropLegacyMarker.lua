-- Versions before 5 kept a marker beginning with "0:" at the right end of the list. Drops it where jobs follow. Returns the
-- number of jobs in the list.
local function dropLegacyMarker(listKey)
  local length = rcall("LLEN", listKey)
  local last = rcall("LINDEX", listKey, -1)
  if last and string.sub(last, 1, 2) == "0:" then
    if length > 1 then
      rcall("RPOP", listKey)
    end
    return length - 1
  end
  return length
end
