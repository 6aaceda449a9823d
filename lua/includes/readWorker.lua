--- @include "requireNumber"
--- @include "unpackTable"

-- Decodes what a worker says of itself: token, lockDuration (ms), limiter {max, duration ms} or nil, name or nil. What is there
-- has to be of its kind; what is needed is the command's affair.
local function readWorker(packed, argument)
  local worker = unpackTable(packed, argument)
  local token, limiter = worker.token, worker.limiter
  if token and type(token) ~= "string" and type(token) ~= "number" then
    error(argument .. " token is not a text", 0)
  end
  if worker.lockDuration then
    requireNumber(worker.lockDuration, argument, "lockDuration")
  end
  if limiter then
    if type(limiter) ~= "table" then
      error(argument .. " limiter is not a map", 0)
    end
    requireNumber(limiter.max or 0, argument, "limiter.max")
    requireNumber(limiter.duration or 0, argument, "limiter.duration")
  end
  return worker
end
