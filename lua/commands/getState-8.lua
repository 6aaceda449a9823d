--[[
  Tells which state a job is in, for servers before 6.0.6: the lists are read whole.

  KEYS[1]  completed         sorted set
  KEYS[2]  failed            sorted set
  KEYS[3]  delayed           sorted set
  KEYS[4]  active            list
  KEYS[5]  wait              list
  KEYS[6]  paused            list
  KEYS[7]  waiting-children  sorted set
  KEYS[8]  prioritized       sorted set

  ARGV[1]  job id

  Output
    completed, failed, delayed, prioritized, active, waiting, waiting-children or unknown

  Events
    none
]]
local completedKey, failedKey, delayedKey, activeKey = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local waitKey, pausedKey, waitingChildrenKey, prioritizedKey = KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local jobId = ARGV[1]
local rcall = redis.call

local function holds(listKey)
  for _, candidate in ipairs(rcall("LRANGE", listKey, 0, -1)) do
    if candidate == jobId then
      return true
    end
  end
  return false
end

if rcall("ZSCORE", completedKey, jobId) then
  return "completed"
elseif rcall("ZSCORE", failedKey, jobId) then
  return "failed"
elseif rcall("ZSCORE", delayedKey, jobId) then
  return "delayed"
elseif rcall("ZSCORE", prioritizedKey, jobId) then
  return "prioritized"
elseif holds(activeKey) then
  return "active"
elseif holds(waitKey) or holds(pausedKey) then
  return "waiting"
elseif rcall("ZSCORE", waitingChildrenKey, jobId) then
  return "waiting-children"
end
return "unknown"
