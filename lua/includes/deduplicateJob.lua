--- @include "addDelayMarker"
--- @include "addDelayedJob"
--- @include "removeJobKeys"
--- @include "setDeduplicationKey"

-- Decides whether a job with a deduplication id may be added. Returns the id of the job that owns the deduplication and stands
-- for the new one, or nil when the new job became the owner and is to be stored. A parent (no queue.delayed) never replaces or
-- reschedules.
local function deduplicateJob(queue, job, dedup)
  local dedupKey, jobId = job.dedupKey, job.id
  local nextKey = job.prefix .. "dn:" .. dedup.id
  local ttl = math.floor(tonumber(dedup.ttl) or 0)

  local function emit(ownerId, droppedId)
    rcall("XADD", queue.events, "MAXLEN", "~", queue.maxEvents, "*", "event", "deduplicated", "jobId", ownerId,
      "deduplicationId", dedup.id, "deduplicatedJobId", droppedId)
  end

  -- A key that never expires, of a job that has vanished, would hold back every later job: the new one takes over.
  local function takeOver(ownerId)
    if not ownerId or rcall("PTTL", dedupKey) ~= -1 or rcall("EXISTS", job.prefix .. ownerId) == 1 then
      return false
    end
    rcall("DEL", dedupKey, nextKey)
    setDeduplicationKey(dedupKey, jobId, dedup)
    return true
  end

  -- Servers before 6.0.6 have no LPOS; there the list is read.
  local function isActive(ownerId)
    local activeKey = job.prefix .. "active"
    local position = redis.pcall("LPOS", activeKey, ownerId)
    if type(position) ~= "table" then
      return position ~= false
    end
    local ids = {}
    for _, id in ipairs(rcall("LRANGE", activeKey, "0", "-1")) do
      ids[id] = true
    end
    return ids[ownerId] or false
  end

  -- With keepLastIfActive the payload is kept while the owner is active, and added when that ends. Returns whether it was.
  local function keepForLater(ownerId)
    if not dedup.keepLastIfActive or not ownerId or not isActive(ownerId) then
      return false
    end
    rcall("DEL", nextKey)
    rcall("HSET", nextKey, "name", job.name, "data", job.data, "opts", job.optsJson, "jid", jobId)
    local optional = { pk = job.parentKey, pd = job.parentJson, pdk = job.dependenciesKey, rjk = job.schedulerId }
    for field, value in pairs(optional) do
      rcall("HSET", nextKey, field, value)
    end
    rcall("PERSIST", dedupKey)
    emit(ownerId, jobId)
    return true
  end

  local ownerId = rcall("GET", dedupKey)
  if not ownerId then
    setDeduplicationKey(dedupKey, jobId, dedup)
    return nil
  end
  local replaces = dedup.replace and queue.delayed
  if replaces and rcall("ZREM", queue.delayed, ownerId) == 1 then
    removeJobKeys(job.prefix .. ownerId)
    rcall("XADD", queue.events, "*", "event", "removed", "jobId", ownerId, "prev", "delayed")
    emit(jobId, ownerId)
    rcall("DEL", nextKey)
    if ttl > 0 and not dedup.extend and not dedup.keepLastIfActive then
      rcall("SET", dedupKey, jobId, "KEEPTTL")
    else
      setDeduplicationKey(dedupKey, jobId, dedup)
    end
    return nil
  end
  if takeOver(ownerId) then
    return nil
  end
  if not keepForLater(ownerId) and not replaces then
    if dedup.extend and ttl > 0 then
      setDeduplicationKey(dedupKey, ownerId, dedup)
    end
    emit(ownerId, jobId)
  end
  local ownerKey = job.prefix .. ownerId
  if dedup.reschedule and not replaces and queue.delayed and rcall("ZSCORE", queue.delayed, ownerId)
    and rcall("EXISTS", ownerKey) == 1 then
    local delay = tonumber(job.opts.delay) or 0
    rcall("HSET", ownerKey, "delay", delay)
    addDelayedJob(queue, ownerId, job.timestamp, delay)
    addDelayMarker(queue)
  end
  return ownerId
end
