-- How long (ms) the queue is still rate limited; 0 when it is not. A counter that never expires does not limit.
local function rateLimitTtl(limiterKey, maxJobs)
  if maxJobs > (tonumber(rcall("GET", limiterKey)) or 0) then
    return 0
  end
  local ttl = rcall("PTTL", limiterKey)
  if ttl == 0 then
    rcall("DEL", limiterKey)
  end
  return math.max(ttl, 0)
end
