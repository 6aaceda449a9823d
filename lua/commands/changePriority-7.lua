--[[
  Changes a job's priority, and its place where it waits. Of a job that does not wait now only the field changes.

  KEYS[1]  wait         list of waiting jobs, the right end runs next
  KEYS[2]  paused       unused, kept for clients of BullMQ 5
  KEYS[3]  meta         hash of queue settings
  KEYS[4]  prioritized  sorted set
  KEYS[5]  active       list
  KEYS[6]  pc           counter that keeps jobs of one priority in order
  KEYS[7]  marker       sorted set that workers block on

  ARGV[1]  priority, 0 = none
  ARGV[2]  queue prefix with colon
  ARGV[3]  job id
  ARGV[4]  1 to run first among its equals, 0 to run last

  Keys derived from the prefix: the job.

  Output
     0  changed
    -1  job missing

  Events
    none
]]
local queue = {
  wait = KEYS[1], paused = KEYS[2], meta = KEYS[3], prioritized = KEYS[4], active = KEYS[5], pc = KEYS[6], marker = KEYS[7],
}
local newPriority, prefix, jobId, lifo = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local rcall = redis.call

--- @include "../includes/addWaitingJob"
--- @include "../includes/errorCodes"
--- @include "../includes/isBlocked"
--- @include "../includes/pushBackPrioritizedJob"
--- @include "../includes/readSettings"
--- @include "../includes/requireNumber"

local priority = requireNumber(newPriority, "ARGV[1]")
local jobKey = prefix .. jobId
if rcall("EXISTS", jobKey) == 0 then
  return JOB_MISSING
end
if rcall("ZREM", queue.prioritized, jobId) == 1 or rcall("LREM", queue.wait, -1, jobId) == 1 then
  if lifo == "1" and priority > 0 then
    pushBackPrioritizedJob(queue, jobId, priority)
  else
    readSettings(queue)
    addWaitingJob(queue, jobId, priority, lifo == "1" and "RPUSH" or "LPUSH", isBlocked(queue))
  end
end
rcall("HSET", jobKey, "priority", priority)
return 0
