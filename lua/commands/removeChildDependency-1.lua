--[[
  Breaks the link between a child and its parent. A parent that thereby has no pending child left is queued.

  KEYS[1]  prefix, with colon, of the child's queue; unused

  ARGV[1]  child key
  ARGV[2]  parent key

  Keys derived: those of the child and the parent, the parent's queue.

  Output
     0  the link is broken
     1  there was no such link
    -1  child missing
    -5  parent missing

  Events
    waiting (prev waiting-children) or delayed for the parent
]]
local _prefix = KEYS[1]
local childKey, parentKey = ARGV[1], ARGV[2]
local rcall = redis.call

--- @include "../includes/errorCodes"
--- @include "../includes/leaveParent"

if rcall("EXISTS", childKey) == 0 then
  return JOB_MISSING
end
if rcall("EXISTS", parentKey) == 0 then
  return PARENT_MISSING
end
if rcall("SISMEMBER", parentKey .. ":dependencies", childKey) == 0 then
  return 1
end
leaveParent(childKey, parentKey)
rcall("HDEL", childKey, "parentKey", "parent")
return 0
