-- Tells whether one of the states {command, key} holds a job. SISMEMBER answers 0 where the others answer nothing.
local function isInAnyState(states, jobId)
  for _, state in ipairs(states) do
    local place = rcall(state[1], state[2], jobId)
    if place and not (place == 0 and state[1] == "SISMEMBER") then
      return true
    end
  end
  return false
end
