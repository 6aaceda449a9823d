-- Reads a window of a list of jobs, newest first in either case: counted from the newest job or, ascending, from the oldest.
local function readListWindow(listKey, first, last, ascending)
  if not ascending then
    return rcall("LRANGE", listKey, first, last)
  end
  local from = last == -1 and 0 or -(last + 1)
  local to = first == -1 and 0 or -(first + 1)
  return rcall("LRANGE", listKey, from, to)
end
