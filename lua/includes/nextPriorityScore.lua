-- Score of the next job of a priority: the priority in the high bits, a counter in the low 32 bits keeps equals in order.
local function nextPriorityScore(queue, priority)
  return priority * 4294967296 + rcall("INCR", queue.pc) % 4294967296
end
