--[[
  Adds a job that may run at once.

  KEYS[1]   wait        list of waiting jobs, the right end runs next
  KEYS[2]   paused      unused, kept for clients of BullMQ 5
  KEYS[3]   meta        hash of queue settings
  KEYS[4]   id          counter of job ids
  KEYS[5]   completed   sorted set
  KEYS[6]   delayed     sorted set
  KEYS[7]   active      list
  KEYS[8]   events      stream
  KEYS[9]   marker      sorted set that workers block on

  ARGV[1]   msgpack array: queue prefix with colon, custom id or "", name, timestamp (ms), parent key or nil, parent's
            dependencies key or nil, parent {id, queueKey, fpof | cpof | idof | rdof} or nil, scheduler id or nil,
            deduplication key or nil, 1 inside a flow or nil
  ARGV[2]   data, JSON text
  ARGV[3]   msgpack map of options, short names

  Keys derived from the prefix: the job, de:<id> and dn:<id> of its deduplication; the parent's keys.

  Output
    id of the job; of the existing job when the id is taken or a deduplication holds the new one back
    -5  parent missing
    -7  the existing job has another parent, which is alive

  Events
    added, waiting; or duplicated; or deduplicated; removed before a replacement; delayed for a rescheduled owner
]]
local queue = {
  wait = KEYS[1], paused = KEYS[2], meta = KEYS[3], id = KEYS[4], completed = KEYS[5], delayed = KEYS[6],
  active = KEYS[7], events = KEYS[8], marker = KEYS[9],
}
local packedJob, data, packedOpts = ARGV[1], ARGV[2], ARGV[3]
local rcall = redis.call

--- @include "../includes/addBaseMarker"
--- @include "../includes/claimJobId"
--- @include "../includes/errorCodes"
--- @include "../includes/isBlocked"
--- @include "../includes/readJobArguments"
--- @include "../includes/readSettings"
--- @include "../includes/storeJob"

local job = readJobArguments(packedJob, data, packedOpts)
if job.parentKey and rcall("EXISTS", job.parentKey) == 0 then
  return PARENT_MISSING
end
readSettings(queue)
local standInId = claimJobId(queue, job)
if standInId then
  return standInId
end

storeJob(queue, job)
rcall(job.opts.lifo and "RPUSH" or "LPUSH", queue.wait, job.id)
addBaseMarker(queue, isBlocked(queue))
rcall("XADD", queue.events, "MAXLEN", "~", queue.maxEvents, "*", "event", "waiting", "jobId", job.id)
if job.dependenciesKey then
  rcall("SADD", job.dependenciesKey, job.key)
end
return job.id
