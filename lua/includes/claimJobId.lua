--- @include "deduplicateJob"
--- @include "handleDuplicatedJob"
--- @include "keepMaxEvents"

-- Gives a new job its id and key. Where the job is not to be stored (the id exists, or a deduplication holds it back), the
-- reply of the command is returned instead: the id of the job that stands for it, or an error code.
local function claimJobId(queue, job)
  local counter = rcall("INCR", queue.id)
  keepMaxEvents(queue)
  local isCustom = job.id
  job.id = isCustom or tostring(counter)
  job.key = job.prefix .. job.id
  if isCustom and rcall("EXISTS", job.key) == 1 then
    return handleDuplicatedJob(queue, job)
  end
  local dedup = job.opts.de
  if dedup and dedup.id then
    return deduplicateJob(queue, job, dedup)
  end
end
