-- Takes a job out of the state that holds it. Returns the state's name, unknown when none does.
local function removeFromState(prefix, jobId)
  for _, state in ipairs({ "completed", "waiting-children", "delayed", "failed", "prioritized" }) do
    if rcall("ZREM", prefix .. state, jobId) == 1 then
      return state
    end
  end
  for _, state in ipairs({ "wait", "paused", "active" }) do
    if rcall("LREM", prefix .. state, 0, jobId) > 0 then
      return state
    end
  end
  return "unknown"
end
