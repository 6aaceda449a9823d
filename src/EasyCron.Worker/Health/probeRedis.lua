--[[
  Writes as the worker will have to, and tells how Redis makes room when its memory is full.

  KEYS[1]  a key for the trial; expires

  Output
    the server's version; its maxmemory-policy; nil for what its user may not ask
]]
redis.call("SET", KEYS[1], "1", "PX", 10000)
local info = redis.pcall("INFO")
if type(info) ~= "string" then
  return { false, false }
end
return { info:match("redis_version:([^\r\n]+)") or false, info:match("maxmemory_policy:([^\r\n]+)") or false }
