--[[
  Takes or renews the keeper's lease, and notes when it was last held.

  KEYS[1]  the lease: its holder, expires
  KEYS[2]  the time (microseconds) it was last held; stays
  KEYS[3]  the time (microseconds) the holder's work last succeeded; stays

  ARGV[1]  who asks
  ARGV[2]  how long the lease holds (ms)
  ARGV[3]  1 if the asker's work has just succeeded

  Output
    1 if the asker holds it now, else 0; then in microseconds by this server's clock the time, the time it was last held before and
    the time work last succeeded, nil for never
]]
local leaseKey, heldKey, passedKey = KEYS[1], KEYS[2], KEYS[3]
local asker, duration, hasPassed = ARGV[1], ARGV[2], ARGV[3]
local rcall = redis.call

local time = rcall("TIME")
local now = time[1] .. string.format("%06d", time[2])
local heldAt = rcall("GET", heldKey)
local holder = rcall("GET", leaseKey)
local isHeld = not holder or holder == asker
if isHeld then
  rcall("SET", leaseKey, asker, "PX", duration)
  rcall("SET", heldKey, now)
  if hasPassed == "1" then
    rcall("SET", passedKey, now)
  end
end
return { isHeld and 1 or 0, now, heldAt, rcall("GET", passedKey) }
