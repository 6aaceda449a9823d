--[[
  Adds a job that waits until its timestamp plus its delay.

  KEYS[1]   marker      sorted set that workers block on
  KEYS[2]   meta        hash of queue settings
  KEYS[3]   id          counter of job ids
  KEYS[4]   delayed     sorted set
  KEYS[5]   completed   sorted set
  KEYS[6]   events      stream

  ARGV[1]   msgpack array: queue prefix with colon, custom id or "", name, timestamp (ms), parent key or nil, parent's
            dependencies key or nil, parent {id, queueKey, fpof | cpof | idof | rdof} or nil, scheduler id or nil,
            deduplication key or nil, 1 inside a flow or nil
  ARGV[2]   data, JSON text
  ARGV[3]   msgpack map of options, short names; delay in ms

  Keys derived from the prefix: the job, de:<id> and dn:<id> of its deduplication; the parent's keys.

  Output
    id of the job; of the existing job when the id is taken or a deduplication holds the new one back
    -5  parent missing
    -7  the existing job has another parent, which is alive

  Events
    added, delayed (delay = due time, ms); or duplicated; or deduplicated; removed before a replacement
]]
local queue = {
  marker = KEYS[1], meta = KEYS[2], id = KEYS[3], delayed = KEYS[4], completed = KEYS[5], events = KEYS[6],
}
local packedJob, data, packedOpts = ARGV[1], ARGV[2], ARGV[3]
local rcall = redis.call

--- @include "../includes/addDelayMarker"
--- @include "../includes/addDelayedJob"
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
addDelayedJob(queue, job.id, job.timestamp, tonumber(job.opts.delay) or 0)
addDelayMarker(queue)
if job.dependenciesKey then
  rcall("SADD", job.dependenciesKey, job.key)
end
return job.id
