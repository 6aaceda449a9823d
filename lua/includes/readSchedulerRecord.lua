--- @include "requireNumber"
--- @include "unpackTable"

-- Decodes a scheduler's settings {name, every | pattern, tz, startDate, endDate, limit, offset} (times in ms), or refuses them.
local function readSchedulerRecord(packed, argument)
  local record = unpackTable(packed, argument)
  if not record.name then
    error(argument .. " has no name", 0)
  end
  for _, name in ipairs({ "every", "startDate", "endDate", "limit", "offset" }) do
    requireNumber(record[name] or 1, argument, name)
  end
  if record.every and tonumber(record.every) <= 0 then
    error(argument .. " every is not above 0", 0)
  end
  return record
end
