--- @include "unpackTable"

-- Decodes the job fields a client wants written along (name, value, name, value ...; "" for none) into arguments for HSET.
local function readFieldUpdates(packed, argument)
  if packed == "" then
    return {}
  end
  local fields = unpackTable(packed, argument)
  for i = 1, #fields do
    local kind = type(fields[i])
    if kind ~= "string" and kind ~= "number" then
      error(argument .. " holds a " .. kind .. " where a field name or value should be", 0)
    end
  end
  if #fields % 2 == 1 then
    error(argument .. " does not pair field names with values", 0)
  end
  return fields
end
