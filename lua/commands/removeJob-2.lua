--[[
  Deletes a job, with its children if wanted.

  KEYS[1]  the job
  KEYS[2]  repeat  sorted set of schedulers, score = time of their next job

  ARGV[1]  job id
  ARGV[2]  1 to delete its children too, finished ones included
  ARGV[3]  queue prefix with colon

  Keys derived: everything the job has, its children, their queues; its parent's keys.

  Output
     1  deleted, or there was no such job
     0  the job, or a pending child to be deleted, is locked
    -8  a job scheduler lives by it

  Events
    removed (prev = its state) for each deleted job; waiting (prev waiting-children) or delayed for the parent
]]
local jobKey, repeatKey = KEYS[1], KEYS[2]
local jobId, removesChildren, prefix = ARGV[1], ARGV[2] == "1", ARGV[3]
local rcall = redis.call

--- @include "../includes/errorCodes"
--- @include "../includes/isCurrentIteration"
--- @include "../includes/isTreeLocked"
--- @include "../includes/removeTree"

if isCurrentIteration(repeatKey, jobId, rcall("HGET", jobKey, "rjk")) then
  return BELONGS_TO_SCHEDULER
end
if isTreeLocked(jobKey, removesChildren) then
  return 0
end
removeTree(prefix, jobId, nil, { children = removesChildren, visited = {} })
return 1
