--[[
  Reads a job scheduler.

  KEYS[1]  repeat  sorted set of schedulers, score = time of their next job

  ARGV[1]  scheduler id

  Keys derived: repeat:<scheduler id>.

  Output
    {record as field, value, ..., time (ms) of the next job}; {} when there is no such scheduler

  Events
    none
]]
local repeatKey = KEYS[1]
local schedulerId = ARGV[1]
local rcall = redis.call

local nextTime = rcall("ZSCORE", repeatKey, schedulerId)
if not nextTime then
  return {}
end
return { rcall("HGETALL", repeatKey .. ":" .. schedulerId), nextTime }
