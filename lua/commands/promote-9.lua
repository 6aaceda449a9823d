--[[
  Makes a delayed job run now.

  KEYS[1]  delayed      sorted set
  KEYS[2]  wait         list of waiting jobs, the right end runs next
  KEYS[3]  paused       unused, kept for clients of BullMQ 5
  KEYS[4]  meta         hash of queue settings
  KEYS[5]  prioritized  sorted set
  KEYS[6]  active       list
  KEYS[7]  pc           counter that keeps jobs of one priority in order
  KEYS[8]  events       stream
  KEYS[9]  marker       sorted set that workers block on

  ARGV[1]  queue prefix with colon
  ARGV[2]  job id

  Keys derived from the prefix: the job.

  Output
     0  moved
    -1  the job is delayed but has no hash
    -3  the job is not delayed

  Events
    waiting (prev delayed)
]]
local queue = {
  delayed = KEYS[1], wait = KEYS[2], paused = KEYS[3], meta = KEYS[4], prioritized = KEYS[5], active = KEYS[6],
  pc = KEYS[7], events = KEYS[8], marker = KEYS[9],
}
local prefix, jobId = ARGV[1], ARGV[2]
local rcall = redis.call

--- @include "../includes/addWaitingJob"
--- @include "../includes/errorCodes"
--- @include "../includes/isBlocked"
--- @include "../includes/readSettings"

local jobKey = prefix .. jobId
if not rcall("ZSCORE", queue.delayed, jobId) then
  return NOT_IN_STATE
end
if rcall("EXISTS", jobKey) == 0 then
  return JOB_MISSING
end
rcall("ZREM", queue.delayed, jobId)
local oldest = rcall("LINDEX", queue.wait, 0)
if oldest and string.sub(oldest, 1, 2) == "0:" then
  rcall("LPOP", queue.wait)
end
readSettings(queue)
addWaitingJob(queue, jobId, tonumber(rcall("HGET", jobKey, "priority")) or 0, "LPUSH", isBlocked(queue))
rcall("XADD", queue.events, "*", "event", "waiting", "jobId", jobId, "prev", "delayed")
rcall("HSET", jobKey, "delay", 0)
return 0
