--[[
  Completes any number of active jobs and takes as many next ones as the worker has room for. Not one of BullMQ's commands: it
  does for each job what moveToFinished does for a completed one, and for each fetched job what moveToActive does, in one call.

  KEYS[1]   meta     hash of queue settings

  ARGV[1]   queue prefix with colon
  ARGV[2]   now (ms); "" when the caller cannot know it, because the command waits in the server before it runs: then it is the
            server's time and clockAhead
  ARGV[3]   msgpack map: token and lockDuration (ms) for the fetched jobs, limiter {max, duration ms} or nil, name of the worker
            or nil, keepJobs {count, age (s), limit}, maxMetricsSize or "", room (how many jobs to take; 0 for none), clockAhead
            (ms the caller's clock is ahead of the server's; read only when ARGV[2] is "")
  ARGV[4..] three per job to complete: id, token of its lock, return value (JSON text)

  Keys derived from the prefix: all keys of the queue, the jobs and their side keys, their parents' keys.

  Output
    {codes, jobs, limited, due, now}
      codes    per job to complete 0, or -1 missing, -2 lock missing, -3 not active, -4 pending children, -6 lock mismatch,
               -9 failed children
      jobs     {hash as field, value, ..., id, 0, 0} per job taken, locked under the token
      limited  ms until the rate limit ends, or 0
      due      time (ms) of the first delayed job when fewer jobs came than there was room for, or 0
      now      what the script took for the time (ms); only when ARGV[2] is ""

  Events
    completed per job; waiting (prev delayed) per promoted job; active per job taken; drained when nothing is left
]]
local meta, prefix, timestamp, packedOptions = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local completions = ARGV
local rcall = redis.call

--- @include "../includes/completeJobs"
--- @include "../includes/fetchJobs"
--- @include "../includes/keepFinishedJobs"
--- @include "../includes/keepMaxEvents"
--- @include "../includes/openQueue"
--- @include "../includes/readFinishOptions"
--- @include "../includes/readSettings"
--- @include "../includes/recordMetrics"
--- @include "../includes/requireNumber"

local options = readFinishOptions(packedOptions, "ARGV[3]", false)
local now
if timestamp == "" then
  local clock = rcall("TIME")
  now = math.floor(clock[1] * 1000 + clock[2] / 1000 + requireNumber(options.clockAhead, "ARGV[3]", "clockAhead"))
  timestamp = string.format("%.0f", now)
else
  requireNumber(timestamp, "ARGV[2]")
end
local room = requireNumber(options.room, "ARGV[3]", "room")
requireNumber(options.lockDuration, "ARGV[3]", "lockDuration")
local keepJobs = options.keepJobs
local queue = openQueue(prefix)
queue.meta = meta
queue.limiter = prefix .. "limiter"
local completedKey = prefix .. "completed"
readSettings(queue, true)

local codes, completed = {}, 0
if completions[4] then
  keepMaxEvents(queue)
  rcall("XTRIM", queue.events, "MAXLEN", "~", queue.maxEvents)
  for first = 4, #completions, 3000 do
    completeJobs(queue, completions, first, math.min(first + 2999, #completions), keepJobs, timestamp, codes)
  end
  for _, code in ipairs(codes) do
    completed = completed + (code == 0 and 1 or 0)
  end
end
if completed > 0 then
  if keepJobs.count ~= 0 then
    keepFinishedJobs(prefix, completedKey, keepJobs, timestamp)
  end
  if options.maxMetricsSize ~= "" then
    recordMetrics(prefix .. "metrics:completed", options.maxMetricsSize, timestamp, completed)
  end
end

local jobs, limited, due, isEmpty = {}, 0, 0, true
if room > 0 then
  jobs, limited, due, isEmpty = fetchJobs(queue, timestamp, options, room)
end
-- As after moveToFinished: while a delayed job is known, or nothing could be looked for, the queue is not called drained.
local isDrained = completed > 0 and isEmpty and #jobs == 0 and due == 0
if isDrained and rcall("EXISTS", queue.wait, queue.active, queue.prioritized) == 0 then
  rcall("XADD", queue.events, "*", "event", "drained")
end
return { codes, jobs, limited, due, now }
