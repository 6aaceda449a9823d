-- Reads the queue's settings in one call and keeps them beside its keys, so that no command asks twice.
-- isPaused is false or text; concurrency, max and duration (ms) are numbers or nil; maxEvents is false while never set.
local function readSettings(queue)
  local meta = rcall("HMGET", queue.meta, "paused", "opts.maxLenEvents", "concurrency", "max", "duration")
  queue.isPaused = meta[1]
  queue.maxEvents = meta[2]
  queue.concurrency = tonumber(meta[3])
  queue.max = tonumber(meta[4])
  queue.duration = tonumber(meta[5])
end
