-- Reads the queue's settings in one call and keeps them beside its keys, so that no command asks twice: isPaused, maxEvents and
-- concurrency; with limits also max and duration (ms) of the rate limit. What is not set is absent or false.
local function readSettings(queue, limits)
  local meta
  if limits then
    meta = rcall("HMGET", queue.meta, "paused", "opts.maxLenEvents", "concurrency", "max", "duration")
    queue.max = meta[4] and tonumber(meta[4])
    queue.duration = meta[5] and tonumber(meta[5])
  else
    meta = rcall("HMGET", queue.meta, "paused", "opts.maxLenEvents", "concurrency")
  end
  queue.isPaused = meta[1]
  queue.maxEvents = meta[2]
  queue.concurrency = meta[3] and tonumber(meta[3])
end
