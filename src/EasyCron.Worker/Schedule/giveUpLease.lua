--[[
  Gives up the keeper's lease.

  KEYS[1]  the lease: its holder

  ARGV[1]  who gives it up

  Output
    1 if it was the holder, else 0
]]
local leaseKey = KEYS[1]
local asker = ARGV[1]
local rcall = redis.call

return rcall("GET", leaseKey) == asker and rcall("DEL", leaseKey) or 0
