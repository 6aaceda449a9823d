--[[
  Tells whether a list holds a job, for servers before 6.0.6, which have no LPOS.

  KEYS[1]  the list

  ARGV[1]  job id

  Output
    1    yes
    nil  no

  Events
    none
]]
local listKey = KEYS[1]
local jobId = ARGV[1]
local rcall = redis.call

for _, candidate in ipairs(rcall("LRANGE", listKey, 0, -1)) do
  if candidate == jobId then
    return 1
  end
end
return nil
