--[[
  Tells which state a job is in. Needs LPOS, Redis 6.0.6.

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

-- In the order of the checks; the first state that holds the job counts.
local probes = {
  { "ZSCORE", completedKey, "completed" },
  { "ZSCORE", failedKey, "failed" },
  { "ZSCORE", delayedKey, "delayed" },
  { "ZSCORE", prioritizedKey, "prioritized" },
  { "LPOS", activeKey, "active" },
  { "LPOS", waitKey, "waiting" },
  { "LPOS", pausedKey, "waiting" },
  { "ZSCORE", waitingChildrenKey, "waiting-children" },
}
for _, probe in ipairs(probes) do
  local command, stateKey, state = unpack(probe)
  if rcall(command, stateKey, jobId) then
    return state
  end
end
return "unknown"
