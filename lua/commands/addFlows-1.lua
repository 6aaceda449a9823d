--[[
  Adds any number of trees of jobs, or none of their jobs. Not one of BullMQ's commands: its client sends the add commands of a
  tree in one transaction, in which single jobs may be refused while their parents, which then wait for ever, are added.

  KEYS[1]   meta     hash of settings of the first job's queue

  ARGV[1]   now (ms)
  ARGV[2..] four per job, parents before their children: 1 for a parent, 0 for a job without children; then as the add commands
            take them msgpack array of arguments, data (JSON text), msgpack map of options

  Keys derived from the arguments: all keys of all the queues; the jobs; the parents' keys. On a cluster all lie in one slot.

  Output
    1, then id, outcome for each job in order, when they were added; the outcome is
      1   the job is new
      0   an existing job stands for it: the id was taken, or a deduplication held it back
    0, then "", outcome for each job in order, when nothing was written; the outcome is
      1   the job could have been added
      -5  parent missing
      -7  the job exists, or stands twice in the tree, and has another parent, which is alive

  Events
    per job as the add commands; waiting (prev waiting-children) or delayed for parents whose children had all finished
]]
local firstMeta, timestamp, arguments = KEYS[1], ARGV[1], ARGV
local rcall = redis.call

--- @include "../includes/claimJobId"
--- @include "../includes/findFlowRefusals"
--- @include "../includes/openQueue"
--- @include "../includes/readJobArguments"
--- @include "../includes/readSettings"
--- @include "../includes/releaseParent"
--- @include "../includes/requireNumber"
--- @include "../includes/storeAndEnqueueJob"
--- @include "../includes/storeJob"

-- All are read, and looked at together, before the first is written: a tree comes whole or not at all.
local now = requireNumber(timestamp, "ARGV[1]")
local jobs = {}
for at = 2, #arguments, 4 do
  local job = readJobArguments(arguments[at + 1], arguments[at + 2], arguments[at + 3])
  job.isParent = arguments[at] == "1"
  jobs[#jobs + 1] = job
end
if #jobs == 0 or jobs[1].prefix .. "meta" ~= firstMeta then
  error("KEYS[1] is not the meta of the first job's queue", 0)
end
local refusals = findFlowRefusals(jobs)
if next(refusals) then
  local refused = { 0 }
  for at = 1, #jobs do
    refused[at * 2], refused[at * 2 + 1] = "", refusals[at] or 1
  end
  return refused
end

local queues = {}
local function queueOf(prefix)
  if not queues[prefix] then
    local queue = openQueue(prefix)
    queue.id, queue.completed = prefix .. "id", prefix .. "completed"
    readSettings(queue)
    queues[prefix] = queue
  end
  return queues[prefix]
end

local added, children = { 1 }, {}
for at, job in ipairs(jobs) do
  local queue = queueOf(job.prefix)
  local standIn = claimJobId(queue, job)
  if not standIn then
    if job.isParent then
      storeJob(queue, job)
      rcall("ZADD", job.prefix .. "waiting-children", job.timestamp, job.id)
      rcall("XADD", queue.events, "MAXLEN", "~", queue.maxEvents, "*", "event", "waiting-children", "jobId", job.id)
    else
      storeAndEnqueueJob(queue, job)
    end
    if job.dependenciesKey then
      rcall("SADD", job.dependenciesKey, job.key)
    end
  end
  if job.parentKey and not children[job.parentKey] then
    children[job.parentKey], children[#children + 1] = true, job
  end
  added[at * 2], added[at * 2 + 1] = standIn or job.id, standIn and 0 or 1
end
for _, job in ipairs(children) do
  releaseParent(job.parentKey, job.parent, now, true)
end
return added
