-- Tells whether a state of a queue is kept in a list; the others are sorted sets.
local function isList(state)
  return state == "wait" or state == "active" or state == "paused"
end
