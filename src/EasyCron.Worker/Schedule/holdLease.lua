--[[
  Takes or renews the keeper's lease, and notes when it was last held.

  KEYS[1]  the lease: its holder, expires
  KEYS[2]  the time (ms) it was last held; stays

  ARGV[1]  who asks
  ARGV[2]  how long the lease holds (ms)

  Output
    1 if the asker holds it now, else 0; the time (microseconds) by this server's clock; the time (ms) it was last held before, nil for never
]]
local leaseKey, keptKey = KEYS[1], KEYS[2]
local asker, duration = ARGV[1], ARGV[2]
local rcall = redis.call

local time = rcall("TIME")
local micros = time[1] .. string.format("%06d", time[2])
local keptAt = rcall("GET", keptKey)
local holder = rcall("GET", leaseKey)
if holder and holder ~= asker then
  return { 0, micros, keptAt }
end
rcall("SET", leaseKey, asker, "PX", duration)
rcall("SET", keptKey, time[1] .. string.format("%03d", math.floor(time[2] / 1000)))
return { 1, micros, keptAt }
