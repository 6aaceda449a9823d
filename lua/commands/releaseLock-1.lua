--[[
  Gives up a lock without touching the job.

  KEYS[1]  lock  the job's lock

  ARGV[1]  token of the holder

  Output
    1  released
    0  the lock is gone or held by another token

  Events
    none
]]
local lockKey = KEYS[1]
local token = ARGV[1]
local rcall = redis.call

if rcall("GET", lockKey) ~= token then
  return 0
end
return rcall("DEL", lockKey)
