-- Calls a Redis command with many trailing arguments in batches, as a call takes a limited number.
local function callInBatches(command, key, items)
  for first = 1, #items, 7000 do
    rcall(command, key, unpack(items, first, math.min(first + 6999, #items)))
  end
end
