--[[
  Reads a queue's metrics.

  KEYS[1]  metrics:completed or metrics:failed, hash
  KEYS[2]  its data, list of jobs finished in each minute, newest left

  ARGV[1]  first index
  ARGV[2]  last index, inclusive

  Output
    {{count, prevTS, prevCount}, points, number of points}

  Events
    none
]]
local metricsKey, dataKey = KEYS[1], KEYS[2]
local first, last = ARGV[1], ARGV[2]
local rcall = redis.call

return {
  rcall("HMGET", metricsKey, "count", "prevTS", "prevCount"),
  rcall("LRANGE", dataKey, first, last),
  rcall("LLEN", dataKey),
}
