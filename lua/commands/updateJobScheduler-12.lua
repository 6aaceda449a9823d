--[[
  Schedules the iteration after the one a worker is about to run.

  KEYS[1]   repeat       sorted set of schedulers, score = time of their next job
  KEYS[2]   delayed      sorted set
  KEYS[3]   wait         list of waiting jobs, the right end runs next
  KEYS[4]   paused       unused, kept for clients of BullMQ 5
  KEYS[5]   meta         hash of queue settings
  KEYS[6]   prioritized  sorted set
  KEYS[7]   marker       sorted set that workers block on
  KEYS[8]   id           counter of job ids
  KEYS[9]   events       stream
  KEYS[10]  pc           counter that keeps jobs of one priority in order
  KEYS[11]  the job that calls, or ""; unused
  KEYS[12]  active       list

  ARGV[1]   next time (ms) of a pattern scheduler; "" for an interval
  ARGV[2]   scheduler id
  ARGV[3]   data of the job that calls; unused, the scheduler's own data counts
  ARGV[4]   msgpack map of the next job's options
  ARGV[5]   now (ms)
  ARGV[6]   queue prefix with colon
  ARGV[7]   id of the job that calls

  Keys derived: repeat:<scheduler id>, the next job.

  Output
    id of the next job; nil where nothing is to be done: the scheduler is gone, the caller is not its current iteration (it is
    retried, or was replaced), or the next job exists already

  Events
    added; waiting or delayed; or duplicated
]]
local queue = {
  repeats = KEYS[1], delayed = KEYS[2], wait = KEYS[3], paused = KEYS[4], meta = KEYS[5], prioritized = KEYS[6],
  marker = KEYS[7], id = KEYS[8], events = KEYS[9], pc = KEYS[10], active = KEYS[12], prefix = ARGV[6],
}
local _callerKey, patternTime, schedulerId, _callerData, packedOpts = KEYS[11], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local timestamp, callerId = ARGV[5], ARGV[7]
local rcall = redis.call

--- @include "../includes/addScheduledJob"
--- @include "../includes/keepMaxEvents"
--- @include "../includes/nextIntervalTime"
--- @include "../includes/readIterationOptions"
--- @include "../includes/readSettings"
--- @include "../includes/requireNumber"

local opts, repeatOptions = readIterationOptions(packedOpts, "ARGV[4]")
local now = requireNumber(timestamp, "ARGV[5]")
local previous = rcall("ZSCORE", queue.repeats, schedulerId)
if not previous or callerId ~= "repeat:" .. schedulerId .. ":" .. previous then
  return nil
end

local schedulerKey = queue.repeats .. ":" .. schedulerId
local name, data, every, startDate, offset =
  unpack(rcall("HMGET", schedulerKey, "name", "data", "every", "startDate", "offset"), 1, 5)
if not name then
  return nil
end
local nextTime
every = tonumber(every) or tonumber(repeatOptions.every)
if every then
  offset = tonumber(offset) or tonumber(repeatOptions.offset) or 0
  nextTime = nextIntervalTime(tonumber(previous), every, now, offset, tonumber(startDate))
else
  nextTime = requireNumber(patternTime, "ARGV[1]")
end

readSettings(queue)
keepMaxEvents(queue)
local jobId = "repeat:" .. schedulerId .. ":" .. nextTime
if rcall("EXISTS", queue.prefix .. jobId) == 1 then
  rcall("XADD", queue.events, "MAXLEN", "~", queue.maxEvents, "*", "event", "duplicated", "jobId", jobId)
  return nil
end
rcall("ZADD", queue.repeats, nextTime, schedulerId)
rcall("HINCRBY", schedulerKey, "ic", 1)
local job = { id = jobId, name = name, data = data or "{}", opts = opts, timestamp = now }
addScheduledJob(queue, schedulerId, job, math.max(nextTime - now, 0))
return jobId
