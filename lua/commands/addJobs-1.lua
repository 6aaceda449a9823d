--[[
  Adds any number of jobs to one queue, in order, and says of each whether it was new. Not one of BullMQ's commands: it does for
  each job what addStandardJob, addDelayedJob or addPrioritizedJob does, whichever its options call for.

  KEYS[1]   meta     hash of queue settings

  ARGV[1]   queue prefix with colon
  ARGV[2..] three per job, as the add commands take them: msgpack array of arguments, data (JSON text), msgpack map of options;
            the array may have an eleventh position, what to do when the id is taken: "refuse", or "replace" a finished job

  Keys derived from the prefix: all keys of the queue; the jobs; de:<id> and dn:<id> of their deduplications; the parents' keys.

  Output
    flat array of id, outcome for each job in order; the outcome is
      1   the job is new
      0   an existing job stands for it: the id was taken, or a deduplication held it back
      -5  parent missing; the id is ""
      -7  the existing job has another parent, which is alive; the id is ""
      -100  the id is taken and was not to be; the id is ""

  Events
    per job as the add commands; removed (prev = its state) for a replaced job
]]
local meta, prefix, arguments = KEYS[1], ARGV[1], ARGV
local rcall = redis.call

--- @include "../includes/claimJobId"
--- @include "../includes/errorCodes"
--- @include "../includes/openQueue"
--- @include "../includes/readJobArguments"
--- @include "../includes/readSettings"
--- @include "../includes/replaceFinishedJob"
--- @include "../includes/storeAndEnqueueJob"

local queue = openQueue(prefix)
queue.meta = meta
queue.id = prefix .. "id"
queue.completed = prefix .. "completed"

-- All are read before the first is written, so that a malformed one costs nobody anything.
local jobs = {}
for at = 2, #arguments, 3 do
  jobs[#jobs + 1] = readJobArguments(arguments[at], arguments[at + 1], arguments[at + 2])
end

readSettings(queue)
local outcomes = {}
local function note(id, outcome)
  local last = #outcomes
  outcomes[last + 1], outcomes[last + 2] = id, outcome
end

for _, job in ipairs(jobs) do
  local isTaken = job.ifExists and job.id and rcall("EXISTS", job.prefix .. job.id) == 1
  if job.parentKey and rcall("EXISTS", job.parentKey) == 0 then
    note("", PARENT_MISSING)
  elseif isTaken and job.ifExists == "refuse" then
    note("", ID_TAKEN)
  else
    if isTaken then
      replaceFinishedJob(queue, job)
    end
    local standIn = claimJobId(queue, job)
    if type(standIn) == "number" then
      note("", standIn)
    elseif standIn then
      note(standIn, 0)
    else
      storeAndEnqueueJob(queue, job)
      if job.dependenciesKey then
        rcall("SADD", job.dependenciesKey, job.key)
      end
      note(job.id, 1)
    end
  end
end
return outcomes
