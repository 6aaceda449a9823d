-- Puts a job in front of its equals. Nobody is woken: whoever gives the job back knows when to ask again.
local function pushBackPrioritizedJob(queue, jobId, priority)
  rcall("ZADD", queue.prioritized, priority * 4294967296, jobId)
end
