-- Turns an argument into a finite number, or refuses it by name, before the command writes.
local function requireNumber(value, argument)
  local number = tonumber(value)
  if not number or number - number ~= 0 then
    error(argument .. " is not a number: " .. tostring(value), 0)
  end
  return number
end
