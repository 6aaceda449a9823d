--[[
  Says of every queue what the declared deviations depend on.

  ARGV[1]  and all further: queue prefixes with colon

  Output
    JSON: {prefix: {states: {state: [{id, exists, queuesLater, deid, isChild}]}, current: {id: true} of the schedulers' jobs,
    isPaused, max, duration, limiter, flowIdsWithColon}}
]]
local rcall = redis.call
local sets = { "prioritized", "delayed", "completed", "failed", "waiting-children" }
local facts = {}

local function describe(prefix, ids)
  local jobs = {}
  for i, id in ipairs(ids) do
    local fields = rcall("HMGET", prefix .. id, "priority", "delay", "deid", "parentKey")
    jobs[i] = {
      id = id,
      exists = rcall("EXISTS", prefix .. id) == 1,
      queuesLater = (tonumber(fields[1]) or 0) ~= 0 or (tonumber(fields[2]) or 0) ~= 0,
      deid = fields[3],
      isChild = fields[4] and fields[4] ~= "",
    }
  end
  return #jobs > 0 and jobs or nil
end

for _, prefix in ipairs(ARGV) do
  local meta = rcall("HMGET", prefix .. "meta", "paused", "max", "duration")
  local fact = {
    states = { none = 0 }, current = { none = false }, isPaused = meta[1], max = meta[2], duration = meta[3],
    limiter = rcall("EXISTS", prefix .. "limiter") == 1, flowIdsWithColon = false,
  }
  for _, state in ipairs({ "wait", "active", "paused" }) do
    fact.states[state] = describe(prefix, rcall("LRANGE", prefix .. state, 0, -1))
  end
  for _, state in ipairs(sets) do
    fact.states[state] = describe(prefix, rcall("ZRANGE", prefix .. state, 0, -1))
  end
  local schedulers = rcall("ZRANGE", prefix .. "repeat", 0, -1, "WITHSCORES")
  for i = 1, #schedulers, 2 do
    fact.current["repeat:" .. schedulers[i] .. ":" .. schedulers[i + 1]] = true
  end
  for _, kind in ipairs({ "dependencies", "processed", "failed", "unsuccessful" }) do
    for _, key in ipairs(rcall("KEYS", prefix .. "*:*:" .. kind)) do
      fact.flowIdsWithColon = fact.flowIdsWithColon or key ~= prefix .. "metrics:" .. kind
    end
  end
  facts[prefix] = fact
end
return cjson.encode(facts)
