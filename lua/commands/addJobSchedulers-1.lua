--[[
  Creates or replaces any number of job schedulers, each only where it still is as the caller saw it, and may add one more job in
  the same step. Not one of BullMQ's commands: it does for each scheduler what addJobScheduler does.

  KEYS[1]   repeat   sorted set of schedulers, score = time of their next job

  ARGV[1]   queue prefix with colon
  ARGV[2]   now (ms)
  ARGV[3..] ten per scheduler: its id; what the caller saw: the time (ms) of its job, "-" for no scheduler, "" for no matter;
            then as addJobScheduler takes them the next time, record, data, options and the next job's options; then as the add
            commands take them arguments, data and options of the job to be added with it, three times "" for none

  Keys derived from the prefix: all keys of the queue; the schedulers; the jobs.

  Output
    flat array of the next job's id ("" where nothing was written), outcome for each scheduler in order; the outcome is
      1    written
      0    the scheduler is not as the caller saw it
      -10  the job of a pattern's time runs or has finished
      -11  an interval's next 33 times are all taken

  Events
    per job as the add commands
]]
local repeats, prefix, timestamp, arguments = KEYS[1], ARGV[1], ARGV[2], ARGV
local rcall = redis.call

--- @include "../includes/claimJobId"
--- @include "../includes/clearSlot"
--- @include "../includes/encodeJson"
--- @include "../includes/openQueue"
--- @include "../includes/placeScheduler"
--- @include "../includes/readIterationOptions"
--- @include "../includes/readJobArguments"
--- @include "../includes/readSchedulerRecord"
--- @include "../includes/readSettings"
--- @include "../includes/requireNumber"
--- @include "../includes/storeAndEnqueueJob"
--- @include "../includes/unpackTable"

local queue = openQueue(prefix)
queue.repeats = repeats
queue.id = prefix .. "id"
queue.paused = prefix .. "paused"
queue.completed = prefix .. "completed"
local now = requireNumber(timestamp, "ARGV[2]")

-- All are read before the first is written, so that a malformed one costs nobody anything.
local schedulers = {}
for at = 3, #arguments, 10 do
  local scheduler = { id = arguments[at], seen = arguments[at + 1], data = arguments[at + 4] }
  scheduler.record = readSchedulerRecord(arguments[at + 3], "a record")
  scheduler.nextTime = not tonumber(scheduler.record.every) and requireNumber(arguments[at + 2], "a next time")
  scheduler.optsJson = encodeJson(unpackTable(arguments[at + 5], "a template"), "a template")
  scheduler.opts, scheduler.repeatOptions = readIterationOptions(arguments[at + 6], "the options of a next job")
  if arguments[at + 7] ~= "" then
    scheduler.job = readJobArguments(arguments[at + 7], arguments[at + 8], arguments[at + 9])
  end
  schedulers[#schedulers + 1] = scheduler
end

readSettings(queue)
local outcomes = {}
for _, scheduler in ipairs(schedulers) do
  local last, jobId, outcome = #outcomes, "", 0
  local present = rcall("ZSCORE", repeats, scheduler.id)
  if scheduler.seen == "" or tonumber(scheduler.seen) == tonumber(present) then
    local key = repeats .. ":" .. scheduler.id
    if rcall("TYPE", key).ok ~= "hash" then
      rcall("DEL", key)
    end
    if scheduler.nextTime then
      clearSlot(queue, "repeat:" .. scheduler.id .. ":" .. scheduler.nextTime)
    end
    local placed, delay = placeScheduler(queue, scheduler, now)
    if not delay then
      outcome = placed
    else
      jobId, outcome = placed, 1
      if scheduler.job and not claimJobId(queue, scheduler.job) then
        storeAndEnqueueJob(queue, scheduler.job)
      end
    end
  end
  outcomes[last + 1], outcomes[last + 2] = jobId, outcome
end
return outcomes
