--[[
  Stores a decision about a run and what is remembered of its job, unless either has changed since it was read.

  KEYS[1]  what is remembered of the job
  KEYS[2]  what was decided about the run

  ARGV[1]  what was remembered when the decision was made; empty for nothing
  ARGV[2]  what is to be remembered
  ARGV[3]  for how long (s)
  ARGV[4]  the decision
  ARGV[5]  for how long (s)

  Output
    1 if both are stored, 0 if another worker was faster: read again
]]
local memoryKey, decisionKey = KEYS[1], KEYS[2]
local expected, memory, memoryTtl, decision, decisionTtl = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local rcall = redis.call

if (rcall("GET", memoryKey) or "") ~= expected or rcall("EXISTS", decisionKey) == 1 then
  return 0
end
rcall("SET", memoryKey, memory, "EX", memoryTtl)
rcall("SET", decisionKey, decision, "EX", decisionTtl)
return 1
