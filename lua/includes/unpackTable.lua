-- Decodes a msgpack argument that has to be a map or an array. Anything else is refused by name, before the command writes.
local function unpackTable(packed, argument)
  local decoded, value = pcall(cmsgpack.unpack, packed)
  if not decoded or type(value) ~= "table" then
    error(argument .. " is not a msgpack map or array", 0)
  end
  return value
end
