--[[
  Hands a worker the next job to run, after delayed jobs that are due have been promoted.

  KEYS[1]   wait         list of waiting jobs, the right end runs next
  KEYS[2]   active       list
  KEYS[3]   prioritized  sorted set
  KEYS[4]   events       stream
  KEYS[5]   stalled      unused
  KEYS[6]   limiter      counter of the rate limit, expires with its window
  KEYS[7]   delayed      sorted set
  KEYS[8]   paused       unused, kept for clients of BullMQ 5
  KEYS[9]   meta         hash of queue settings
  KEYS[10]  pc           counter that keeps jobs of one priority in order
  KEYS[11]  marker       sorted set that workers block on

  ARGV[1]   queue prefix with colon
  ARGV[2]   now (ms)
  ARGV[3]   msgpack map: token, lockDuration (ms; not needed with token "0"), limiter {max, duration ms} or nil,
            name of the worker or nil

  Keys derived from the prefix: the jobs and the lock of the fetched one.

  Output
    {hash as field, value, ..., id, 0, 0}   the job, locked
    {0, 0, ttl, 0}                          rate limited for ttl ms
    {0, 0, 0, due}                          no job; the first delayed one is due at that time (ms)
    {0, 0, 0, 0}                            no job, or paused, or as many active as allowed

  Events
    waiting (prev delayed) for each promoted job; active
]]
local queue = {
  wait = KEYS[1], active = KEYS[2], prioritized = KEYS[3], events = KEYS[4], limiter = KEYS[6], delayed = KEYS[7],
  meta = KEYS[9], pc = KEYS[10], marker = KEYS[11], prefix = ARGV[1],
}
local _stalledKey, _pausedKey = KEYS[5], KEYS[8]
local timestamp, packedWorker = ARGV[2], ARGV[3]
local rcall = redis.call

--- @include "../includes/fetchNextJob"
--- @include "../includes/readSettings"
--- @include "../includes/readWorker"
--- @include "../includes/requireNumber"

requireNumber(timestamp, "ARGV[2]")
local worker = readWorker(packedWorker, "ARGV[3]")
if not worker.token then
  error("ARGV[3] has no token", 0)
elseif worker.token ~= "0" and not worker.lockDuration then
  error("ARGV[3] has no lockDuration", 0)
end
readSettings(queue, true)
local limiter = worker.limiter or {}
if (queue.max or limiter.max) and not queue.duration and not limiter.duration then
  error("the rate limit has no duration: neither meta nor ARGV[3] says one", 0)
end
return fetchNextJob(queue, timestamp, worker) or { 0, 0, 0, 0 }
