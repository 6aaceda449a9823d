-- Scans on through a set or a hash. Returns the next cursor and the elements: members, or {field, value} pairs.
local function scanChunk(kind, key, cursor)
  local reply = rcall(kind == "set" and "SSCAN" or "HSCAN", key, cursor, "COUNT", 100)
  if kind == "set" then
    return reply[1], reply[2]
  end
  local pairsOfHash = {}
  for i = 1, #reply[2], 2 do
    pairsOfHash[#pairsOfHash + 1] = { reply[2][i], reply[2][i + 1] }
  end
  return reply[1], pairsOfHash
end
