-- Tells whether workers may not take jobs now: the queue is paused, or as many jobs are active as its global concurrency allows.
local function isBlocked(queue)
  if queue.isPaused then
    return true
  end
  return queue.concurrency and rcall("LLEN", queue.active) >= queue.concurrency
end
