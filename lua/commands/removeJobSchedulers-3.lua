--[[
  Removes any number of job schedulers as removeJobScheduler removes one. Not one of BullMQ's commands.

  KEYS[1]   repeat   sorted set of schedulers, score = time of their next job
  KEYS[2]   delayed  sorted set
  KEYS[3]   events   stream

  ARGV[1]   queue prefix with colon
  ARGV[2..] a scheduler id each

  Keys derived: repeat:<scheduler id>, its next job.

  Output
    how many there were

  Events
    removed (prev delayed) each
]]
local repeatKey, delayedKey, eventsKey = KEYS[1], KEYS[2], KEYS[3]
local prefix, arguments = ARGV[1], ARGV
local rcall = redis.call

--- @include "../includes/removeScheduler"

local removed = 0
for at = 2, #arguments do
  if removeScheduler(repeatKey, delayedKey, eventsKey, prefix, arguments[at]) then
    removed = removed + 1
  end
end
return removed
