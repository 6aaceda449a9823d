-- Tells whether a list holds an item. Servers before 6.0.6 have no LPOS; there the list is read.
local function isInList(listKey, item)
  local position = redis.pcall("LPOS", listKey, item)
  if type(position) ~= "table" then
    return position ~= false
  end
  for _, candidate in ipairs(rcall("LRANGE", listKey, 0, -1)) do
    if candidate == item then
      return true
    end
  end
  return false
end
