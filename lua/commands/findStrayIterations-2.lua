--[[
  Looks in a part of the delayed jobs for those that a scheduler made and no longer counts on: left over from an edit, from a
  scheduler that was removed halfway, or of an old form. Not one of BullMQ's commands.

  KEYS[1]  repeat   sorted set of schedulers, score = time of their next job
  KEYS[2]  delayed  sorted set

  ARGV[1]  queue prefix with colon
  ARGV[2]  0, or the cursor of the part before
  ARGV[3]  about how many delayed jobs to look at

  Keys derived: the delayed jobs.

  Output
    flat array of the cursor of the next part, "0" for none, then for each job found its id, the id of its scheduler, its name,
    its data; "" for what it has not

  Events
    none
]]
local repeatKey, delayedKey = KEYS[1], KEYS[2]
local prefix, cursor, count = ARGV[1], ARGV[2], ARGV[3]
local rcall = redis.call

--- @include "../includes/isStrayIteration"

local part = rcall("ZSCAN", delayedKey, cursor, "COUNT", count)
local members, list = part[2], { part[1] }
for at = 1, #members, 2 do
  local jobId = members[at]
  if isStrayIteration(repeatKey, prefix, jobId) then
    local job = rcall("HMGET", prefix .. jobId, "rjk", "name", "data")
    local last = #list
    list[last + 1], list[last + 2], list[last + 3], list[last + 4] = jobId, job[1] or "", job[2] or "", job[3] or ""
  end
end
return list
