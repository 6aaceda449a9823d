-- Looks a field up in a hash as HGETALL returns it (field, value, ...); nil when it is not there.
local function getField(fields, name)
  for i = 1, #fields, 2 do
    if fields[i] == name then
      return fields[i + 1]
    end
  end
  return nil
end
