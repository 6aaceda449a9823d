-- Writes a decoded argument as JSON, or refuses it by name, before the command writes. NaN and infinity have no JSON.
local function encodeJson(value, argument)
  local encoded, json = pcall(cjson.encode, value)
  if not encoded then
    error(argument .. " has no JSON form: " .. json, 0)
  end
  return json
end
