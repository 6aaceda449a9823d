--- @include "addScheduledJob"
--- @include "errorCodes"
--- @include "keepMaxEvents"
--- @include "nextIntervalTime"
--- @include "removePendingIteration"
--- @include "storeScheduler"

-- Puts a job scheduler and its next job in place of what is there. scheduler: id, record, data and optsJson of the jobs it makes,
-- nextTime (ms, of a pattern), opts of the next job and their repeatOptions. Returns that job's id and delay (ms), or a code.
local function placeScheduler(queue, scheduler, now)
  local id, record, nextTime = scheduler.id, scheduler.record, scheduler.nextTime
  keepMaxEvents(queue)
  local every = tonumber(record.every)
  local previous = rcall("ZSCORE", queue.repeats, id)
  local changesInterval = every and previous and tonumber(rcall("HGET", queue.repeats .. ":" .. id, "every")) ~= every
  local offset = tonumber(record.offset) or tonumber(scheduler.repeatOptions.offset) or 0
  if every then
    nextTime, offset =
      nextIntervalTime(not changesInterval and tonumber(previous) or nil, every, now, offset, tonumber(record.startDate))
  end

  local hasReplaced = previous and removePendingIteration(queue, "repeat:" .. id .. ":" .. previous)
  if not hasReplaced then
    record.offset = offset
  elseif every and not changesInterval then
    nextTime = tonumber(previous)
  end

  local jobId = "repeat:" .. id .. ":" .. nextTime
  local isTaken = rcall("EXISTS", queue.prefix .. jobId) == 1
  local advances = 0
  while every and isTaken and advances < 32 do
    advances = advances + 1
    nextTime = nextTime + every
    jobId = "repeat:" .. id .. ":" .. nextTime
    isTaken = rcall("EXISTS", queue.prefix .. jobId) == 1
  end
  if isTaken and (every or not hasReplaced) then
    return every and SCHEDULER_SLOTS_BUSY or SCHEDULER_ID_COLLISION
  end

  local delay = math.max(nextTime - now, 0)
  storeScheduler(queue, id, record, nextTime, scheduler.data, scheduler.optsJson)
  local job = { id = jobId, name = record.name, data = scheduler.data, opts = scheduler.opts, timestamp = now }
  addScheduledJob(queue, id, job, delay)
  return jobId, delay
end
