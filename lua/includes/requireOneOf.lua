-- Refuses, by name, an argument that is neither of two words, before the command writes.
local function requireOneOf(value, first, second, argument)
  if value ~= first and value ~= second then
    error(argument .. " is neither " .. first .. " nor " .. second .. ": " .. tostring(value), 0)
  end
end
