--[[
  Reads some job schedulers, each with the place of its current job. Not one of BullMQ's commands.

  KEYS[1]   repeat       sorted set of schedulers, score = time of their next job
  KEYS[2]   delayed      sorted set
  KEYS[3]   prioritized  sorted set
  KEYS[4]   completed    sorted set
  KEYS[5]   failed       sorted set

  ARGV[1]   queue prefix with colon
  ARGV[2..] a scheduler id each

  Keys derived: repeat:<scheduler id>, its current job.

  Output
    flat array, for each scheduler that there is
    id, time (ms) of its current job, where that job is (0 no such job, 1 delayed, 2 prioritized, 3 finished, 4 elsewhere:
    waiting, running or nowhere), and its record as field, value, ..., {} where it has none

  Events
    none
]]
local queue = {
  repeats = KEYS[1], delayed = KEYS[2], prioritized = KEYS[3], completed = KEYS[4], failed = KEYS[5], prefix = ARGV[1],
}
local arguments = ARGV
local rcall = redis.call

--- @include "../includes/describeScheduler"

local list = {}
for at = 2, #arguments do
  local nextTime = rcall("ZSCORE", queue.repeats, arguments[at])
  if nextTime then
    describeScheduler(queue, list, arguments[at], nextTime)
  end
end
return list
