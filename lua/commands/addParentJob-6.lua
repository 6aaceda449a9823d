--[[
  Adds a job that waits for its children.

  KEYS[1]   meta              hash of queue settings
  KEYS[2]   id                counter of job ids
  KEYS[3]   delayed           unused
  KEYS[4]   waiting-children  sorted set
  KEYS[5]   completed         sorted set
  KEYS[6]   events            stream

  ARGV[1]   msgpack array: queue prefix with colon, custom id or "", name, timestamp (ms), parent key or nil, parent's
            dependencies key or nil, parent {id, queueKey, fpof | cpof | idof | rdof} or nil, scheduler id or nil,
            deduplication key or nil, 1 inside a flow or nil
  ARGV[2]   data, JSON text
  ARGV[3]   msgpack map of options, short names; delay and priority count once the children are done

  Keys derived from the prefix: the job, de:<id> and dn:<id> of its deduplication; the parent's keys.

  Output
    id of the job; of the existing job when the id is taken or a deduplication holds the new one back
    -5  parent missing
    -7  the existing job has another parent, which is alive

  Events
    added, waiting-children; or duplicated; or deduplicated
]]
local queue = {
  meta = KEYS[1], id = KEYS[2], waitingChildren = KEYS[4], completed = KEYS[5], events = KEYS[6],
}
local _delayedKey = KEYS[3] -- not in queue: a parent neither replaces nor reschedules the owner of its deduplication
local packedJob, data, packedOpts = ARGV[1], ARGV[2], ARGV[3]
local rcall = redis.call

--- @include "../includes/claimJobId"
--- @include "../includes/errorCodes"
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
rcall("ZADD", queue.waitingChildren, job.timestamp, job.id)
rcall("XADD", queue.events, "MAXLEN", "~", queue.maxEvents, "*", "event", "waiting-children", "jobId", job.id)
if job.dependenciesKey then
  rcall("SADD", job.dependenciesKey, job.key)
end
return job.id
