--[[
  Creates or replaces a job scheduler and schedules its next job.

  KEYS[1]   repeat       sorted set of schedulers, score = time of their next job
  KEYS[2]   delayed      sorted set
  KEYS[3]   wait         list of waiting jobs, the right end runs next
  KEYS[4]   paused       list that BullMQ 5 uses instead of wait while paused
  KEYS[5]   meta         hash of queue settings
  KEYS[6]   prioritized  sorted set
  KEYS[7]   marker       sorted set that workers block on
  KEYS[8]   id           counter of job ids
  KEYS[9]   events       stream
  KEYS[10]  pc           counter that keeps jobs of one priority in order
  KEYS[11]  active       list

  ARGV[1]   next time (ms) of a pattern scheduler; "" for an interval
  ARGV[2]   msgpack map: name, every (ms) or pattern, tz, startDate (ms), endDate (ms), limit, offset (ms), each optional but
            the name
  ARGV[3]   scheduler id
  ARGV[4]   data of its jobs, JSON text
  ARGV[5]   msgpack map of its jobs' options, short names
  ARGV[6]   msgpack map of the next job's options
  ARGV[7]   now (ms)
  ARGV[8]   queue prefix with colon
  ARGV[9]   key of the job that calls, or ""; unused

  Keys derived: repeat:<scheduler id>, the job of each time tried.

  Output
    {job id, delay ms}
    -10  the job of a pattern's time exists already
    -11  an interval's next 33 times are all taken

  Events
    added; waiting or delayed
]]
local queue = {
  repeats = KEYS[1], delayed = KEYS[2], wait = KEYS[3], paused = KEYS[4], meta = KEYS[5], prioritized = KEYS[6],
  marker = KEYS[7], id = KEYS[8], events = KEYS[9], pc = KEYS[10], active = KEYS[11], prefix = ARGV[8],
}
local patternTime, packedRecord, schedulerId, templateData, packedTemplate = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local packedOpts, timestamp, _callerKey = ARGV[6], ARGV[7], ARGV[9]
local rcall = redis.call

--- @include "../includes/encodeJson"
--- @include "../includes/placeScheduler"
--- @include "../includes/readIterationOptions"
--- @include "../includes/readSchedulerRecord"
--- @include "../includes/readSettings"
--- @include "../includes/requireNumber"
--- @include "../includes/unpackTable"

local scheduler = { id = schedulerId, record = readSchedulerRecord(packedRecord, "ARGV[2]"), data = templateData }
scheduler.optsJson = encodeJson(unpackTable(packedTemplate, "ARGV[5]"), "ARGV[5]")
scheduler.opts, scheduler.repeatOptions = readIterationOptions(packedOpts, "ARGV[6]")
local now = requireNumber(timestamp, "ARGV[7]")
scheduler.nextTime = not tonumber(scheduler.record.every) and requireNumber(patternTime, "ARGV[1]")

readSettings(queue)
local jobId, delay = placeScheduler(queue, scheduler, now)
if not delay then
  return jobId
end
return { jobId, delay }
