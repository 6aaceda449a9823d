--[[
  Counts an occurrence that was not run, once, however often it is told.

  KEYS[1]  the counts of a job's day
  KEYS[2]  marks the occurrence

  ARGV[1]  the field to count in
  ARGV[2]  for how long the counts are kept (s)
  ARGV[3]  for how long the mark is kept (s)
]]
local countsKey, markKey = KEYS[1], KEYS[2]
local field, countsTtl, markTtl = ARGV[1], ARGV[2], ARGV[3]
local rcall = redis.call

if rcall("SET", markKey, 1, "NX", "EX", markTtl) then
  rcall("HINCRBY", countsKey, field, 1)
  rcall("EXPIRE", countsKey, countsTtl)
end
return 1
