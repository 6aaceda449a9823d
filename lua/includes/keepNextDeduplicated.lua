--- @include "emitDeduplicated"
--- @include "isInList"

-- With keepLastIfActive, keeps the new job's payload while the owner is active; it is added when the owner ends. Returns
-- whether it was kept.
local function keepNextDeduplicated(queue, job, dedup, ownerId)
  if not dedup.keepLastIfActive or not ownerId or not isInList(job.prefix .. "active", ownerId) then
    return false
  end
  local nextKey = job.prefix .. "dn:" .. dedup.id
  local fields = { "name", job.name, "data", job.data, "opts", job.optsJson, "jid", job.id }
  local optional = { pk = job.parentKey, pd = job.parentJson, pdk = job.dependenciesKey, rjk = job.schedulerId }
  for field, value in pairs(optional) do
    fields[#fields + 1] = field
    fields[#fields + 1] = value
  end
  rcall("DEL", nextKey)
  rcall("HSET", nextKey, unpack(fields))
  rcall("PERSIST", job.dedupKey)
  emitDeduplicated(queue, ownerId, dedup, job.id)
  return true
end
