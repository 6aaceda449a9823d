-- Turns an argument, or a field of one, into a finite number, or refuses it by name, before the command writes.
local function requireNumber(value, argument, field)
  local number = tonumber(value)
  if not number or number - number ~= 0 then
    error(argument .. (field and " " .. field or "") .. " is not a number: " .. tostring(value), 0)
  end
  return number
end
