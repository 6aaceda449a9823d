-- Appends to a list what a check of many schedulers looks at: id, time (ms) of the current job, where that job is, and the record
-- as field, value, ..., empty where there is none. The place is 0 for no such job, 1 delayed, 2 prioritized, 3 finished and 4 for
-- elsewhere: waiting, running or nowhere, which only a search through the lists could tell.
local function describeScheduler(queue, list, schedulerId, nextTime)
  local jobId = "repeat:" .. schedulerId .. ":" .. nextTime
  local place = 4
  if rcall("EXISTS", queue.prefix .. jobId) == 0 then
    place = 0
  elseif rcall("ZSCORE", queue.delayed, jobId) then
    place = 1
  elseif rcall("ZSCORE", queue.prioritized, jobId) then
    place = 2
  elseif rcall("ZSCORE", queue.completed, jobId) or rcall("ZSCORE", queue.failed, jobId) then
    place = 3
  end
  -- A key of another type cannot be read as a record, and must not hide the other schedulers.
  local record = redis.pcall("HGETALL", queue.repeats .. ":" .. schedulerId)
  local last = #list
  list[last + 1], list[last + 2], list[last + 3], list[last + 4] = schedulerId, nextTime, place, record.err and {} or record
end
