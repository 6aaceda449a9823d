-- Sets a field in a hash as HGETALL returns it, so that a changed hash need not be read again.
local function setField(fields, name, value)
  local size = #fields
  for i = 1, size, 2 do
    if fields[i] == name then
      fields[i + 1] = value
      return
    end
  end
  fields[size + 1], fields[size + 2] = name, value
end
