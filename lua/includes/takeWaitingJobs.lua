-- Makes up to `count` waiting jobs active with one move. Returns the list of {id, hash (field, value, ...)}, the next one first;
-- ids without a hash and the "0:" markers of old versions are no jobs: they are dropped. All is read before anything is written,
-- and a key that is no hash breaks nothing off: jobs that have left wait are always in active.
local function takeWaitingJobs(queue, count)
  local waiting = rcall("LRANGE", queue.wait, -count, -1)
  local taken, ids = {}, {}
  for i = #waiting, 1, -1 do
    local jobId = waiting[i]
    local fields = string.sub(jobId, 1, 2) ~= "0:" and redis.pcall("HGETALL", queue.prefix .. jobId) or {}
    if fields[1] then
      ids[#ids + 1] = jobId
      taken[#taken + 1] = { jobId, fields }
    end
  end
  if ids[1] then
    rcall("LPUSH", queue.active, unpack(ids))
  end
  if waiting[1] then
    rcall("LTRIM", queue.wait, 0, -count - 1)
  end
  return taken
end
