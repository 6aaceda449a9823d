--[[
  Reads a part of the job schedulers, each with the place of its current job. Not one of BullMQ's commands. A scheduler that is
  there from the first part to the last is in one of them at least, whatever happens to the others meanwhile.

  KEYS[1]   repeat       sorted set of schedulers, score = time of their next job
  KEYS[2]   delayed      sorted set
  KEYS[3]   prioritized  sorted set
  KEYS[4]   completed    sorted set
  KEYS[5]   failed       sorted set

  ARGV[1]   queue prefix with colon
  ARGV[2]   0, or the cursor of the part before
  ARGV[3]   about how many

  Keys derived: repeat:<scheduler id>, its current job.

  Output
    flat array of the cursor of the next part, "0" for none, then for each scheduler
    id, time (ms) of its current job, where that job is (0 no such job, 1 delayed, 2 prioritized, 3 finished, 4 elsewhere:
    waiting, running or nowhere), and its record as field, value, ..., {} where it has none

  Events
    none
]]
local queue = {
  repeats = KEYS[1], delayed = KEYS[2], prioritized = KEYS[3], completed = KEYS[4], failed = KEYS[5], prefix = ARGV[1],
}
local cursor, count = ARGV[2], ARGV[3]
local rcall = redis.call

--- @include "../includes/describeScheduler"

local part = rcall("ZSCAN", queue.repeats, cursor, "COUNT", count)
local members, list = part[2], { part[1] }
for at = 1, #members, 2 do
  describeScheduler(queue, list, members[at], members[at + 1])
end
return list
