--- @include "setDeduplicationKey"
--- @include "storeAndEnqueueJob"

-- Ends a deduplication whose owner has finished (one with a ttl outlives its job), and adds the job whose payload was kept
-- (keepLastIfActive) while the owner was active.
local function finishDeduplication(queue, dedupId, ownerId, now)
  local prefix = queue.prefix
  local dedupKey, nextKey = prefix .. "de:" .. dedupId, prefix .. "dn:" .. dedupId
  local ttl = rcall("PTTL", dedupKey)
  if ttl == 0 or ttl == -1 and rcall("GET", dedupKey) == ownerId then
    rcall("DEL", dedupKey)
  end

  local kept = rcall("HMGET", nextKey, "name", "data", "opts", "pk", "pd", "rjk", "jid", "pdk")
  local name, data, optsJson, parentKey, parentJson, schedulerId, reservedId, dependenciesKey = unpack(kept, 1, 8)
  if not name then
    return
  end
  local counter = rcall("INCR", prefix .. "id")
  local jobId = reservedId or tostring(counter)
  local job = {
    id = jobId, key = prefix .. jobId, name = name, data = data, opts = cjson.decode(optsJson), optsJson = optsJson,
    timestamp = now, parentKey = parentJson and parentKey, parentJson = parentJson, schedulerId = schedulerId,
  }
  setDeduplicationKey(dedupKey, jobId, job.opts.de or {})
  storeAndEnqueueJob(queue, job)
  if dependenciesKey then
    rcall("SADD", dependenciesKey, job.key)
  end
  rcall("DEL", nextKey)
end
