--[[
  Reads the counts of several days of a job.

  KEYS[*]  the counts of one day each

  Output
    fields and counts, in turn
]]
local all = {}
for _, key in ipairs(KEYS) do
  for _, item in ipairs(redis.call("HGETALL", key)) do
    all[#all + 1] = item
  end
end
return all
