--[[
  Removes a job scheduler with its delayed job. A job of it that already waits or runs is left.

  KEYS[1]  repeat   sorted set of schedulers, score = time of their next job
  KEYS[2]  delayed  sorted set
  KEYS[3]  events   stream

  ARGV[1]  scheduler id
  ARGV[2]  queue prefix with colon

  Keys derived: repeat:<scheduler id>, its next job.

  Output
    0  removed
    1  there was no such scheduler

  Events
    removed (prev delayed)
]]
local repeatKey, delayedKey, eventsKey = KEYS[1], KEYS[2], KEYS[3]
local schedulerId, prefix = ARGV[1], ARGV[2]
local rcall = redis.call

--- @include "../includes/removeScheduler"

return removeScheduler(repeatKey, delayedKey, eventsKey, prefix, schedulerId) and 0 or 1
