--- @include "requireNumber"
--- @include "unpackTable"

-- Decodes what a worker says of itself: token, lockDuration (ms), limiter {max, duration ms} or nil, name or nil. What a job
-- cannot be fetched without is checked before anything is written, if a job is to be fetched.
local function readWorker(packed, argument, fetches)
  local worker = unpackTable(packed, argument)
  local limiter = worker.limiter
  if limiter and type(limiter) ~= "table" then
    error(argument .. " limiter is not a map", 0)
  end
  if fetches then
    local kind = type(worker.token)
    if kind ~= "string" and kind ~= "number" then
      error(argument .. " has no token", 0)
    end
    if worker.token ~= "0" then
      requireNumber(worker.lockDuration, argument .. " lockDuration")
    end
    if limiter and limiter.max then
      requireNumber(limiter.max, argument .. " limiter.max")
      requireNumber(limiter.duration, argument .. " limiter.duration")
    end
  end
  return worker
end
