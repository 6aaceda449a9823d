--- @include "setDeduplicationKey"
--- @include "storeAndEnqueueJob"

-- Adds the job whose payload was kept (keepLastIfActive) while the one that has just finished was active.
local function addNextDeduplicated(queue, dedupId, now)
  local prefix = queue.prefix
  local nextKey = prefix .. "dn:" .. dedupId
  local kept = rcall("HMGET", nextKey, "name", "data", "opts", "pk", "pd", "rjk", "jid", "pdk")
  local name, data, optsJson, parentKey, parentJson, schedulerId = unpack(kept, 1, 6)
  if not name then
    return
  end
  local counter = rcall("INCR", prefix .. "id")
  local jobId = kept[7] or tostring(counter)
  local job = {
    id = jobId, key = prefix .. jobId, name = name, data = data, opts = cjson.decode(optsJson), optsJson = optsJson,
    timestamp = now, parentKey = parentJson and parentKey, parentJson = parentJson, schedulerId = schedulerId,
  }
  setDeduplicationKey(prefix .. "de:" .. dedupId, jobId, job.opts.de or {})
  storeAndEnqueueJob(queue, job)
  if kept[8] then
    rcall("SADD", kept[8], job.key)
  end
  rcall("DEL", nextKey)
end
