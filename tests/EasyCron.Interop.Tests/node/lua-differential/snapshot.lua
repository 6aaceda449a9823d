--[[
  Describes every key of the database in a form that does not depend on the order in which equal content was written.

  Output
    {digest, {key, description, key, description, ...}, {key, remaining ms, ...} of the keys that expire}
]]
local rcall = redis.call

-- JSON text with sorted keys; text that is no JSON is kept as it is.
local function canonical(value)
  if type(value) ~= "table" then
    return type(value) .. ":" .. tostring(value)
  end
  local names = {}
  for name in pairs(value) do
    names[#names + 1] = tostring(name)
  end
  table.sort(names)
  local parts = {}
  for i, name in ipairs(names) do
    local item = value[name]
    if item == nil then
      item = value[tonumber(name)]
    end
    parts[i] = name .. "=" .. canonical(item)
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

local jsonFields = { opts = true, parent = true, pd = true }

local function describeHash(key)
  local flat = rcall("HGETALL", key)
  local lines = {}
  for i = 1, #flat, 2 do
    local value = flat[i + 1]
    if jsonFields[flat[i]] then
      local decoded, json = pcall(cjson.decode, value)
      value = decoded and canonical(json) or value
    end
    lines[#lines + 1] = flat[i] .. " = " .. value
  end
  table.sort(lines)
  return table.concat(lines, "\n")
end

local describe = {
  string = function(key) return rcall("GET", key) end,
  list = function(key) return table.concat(rcall("LRANGE", key, 0, -1), " | ") end,
  set = function(key)
    local members = rcall("SMEMBERS", key)
    table.sort(members)
    return table.concat(members, " | ")
  end,
  zset = function(key) return table.concat(rcall("ZRANGE", key, 0, -1, "WITHSCORES"), " | ") end,
  hash = describeHash,
  stream = function(key)
    local lines = {}
    for i, entry in ipairs(rcall("XRANGE", key, "-", "+")) do
      lines[i] = table.concat(entry[2], " ")
    end
    return table.concat(lines, "\n")
  end,
}

local keys = rcall("KEYS", "*")
table.sort(keys)
local described, expiring = {}, {}
for _, key in ipairs(keys) do
  local kind = rcall("TYPE", key).ok
  local ttl = rcall("PTTL", key)
  described[#described + 1] = key
  described[#described + 1] = kind .. (ttl >= 0 and " that expires" or "") .. "\n" .. describe[kind](key)
  if ttl >= 0 then
    expiring[#expiring + 1] = key
    expiring[#expiring + 1] = ttl
  end
end
return { redis.sha1hex(table.concat(described, "\n\n")), ARGV[1] == "all" and described or {}, expiring }
