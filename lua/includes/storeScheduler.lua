-- Writes a scheduler's record and its next time. Of an earlier record only the iteration count survives, and the offset where
-- the new one has none. template: data (JSON) and opts (map) of the jobs it makes.
local function storeScheduler(queue, schedulerId, record, nextTime, templateData, templateOptsJson)
  local key = queue.repeats .. ":" .. schedulerId
  local earlier = rcall("HMGET", key, "ic", "offset")
  local fields = { "name", record.name, "ic", earlier[1] or 1 }
  for _, name in ipairs({ "tz", "limit", "pattern", "startDate", "endDate", "every" }) do
    if record[name] then
      fields[#fields + 1] = name
      fields[#fields + 1] = record[name]
    end
  end
  local optional = {
    offset = record.offset or tonumber(earlier[2]),
    opts = templateOptsJson ~= "{}" and templateOptsJson or nil,
    data = templateData ~= "{}" and templateData or nil,
  }
  for name, value in pairs(optional) do
    fields[#fields + 1] = name
    fields[#fields + 1] = value
  end
  rcall("ZADD", queue.repeats, nextTime, schedulerId)
  rcall("DEL", key)
  rcall("HSET", key, unpack(fields))
end
