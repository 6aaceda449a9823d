--[[
  Notes that what was decided about a run is done.

  KEYS[1]  what was decided about the run

  ARGV[1]  the decision that says so
  ARGV[2]  for how long it is kept (s)
]]
redis.call("SET", KEYS[1], ARGV[1], "EX", ARGV[2])
return 1
