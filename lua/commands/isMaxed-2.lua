--[[
  Tells whether as many jobs are active as the queue's global concurrency allows.

  KEYS[1]  meta    hash of queue settings
  KEYS[2]  active  list

  Output
    1    yes
    nil  no, or there is no global concurrency

  Events
    none
]]
local metaKey, activeKey = KEYS[1], KEYS[2]
local rcall = redis.call

local concurrency = tonumber(rcall("HGET", metaKey, "concurrency"))
return concurrency ~= nil and rcall("LLEN", activeKey) >= concurrency
