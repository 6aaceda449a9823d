--[[
  Ends the insertion of a flow: a parent whose children had all finished before is queued.

  KEYS[1]  the parent
  KEYS[2]  dependencies  its set of pending children

  ARGV[1]  qualified name of its queue, without a colon at the end
  ARGV[2]  its id
  ARGV[3]  now (ms)

  Keys derived: the parent's queue.

  Output
    nil

  Events
    waiting (prev waiting-children) or delayed
]]
local parentKey, _dependenciesKey = KEYS[1], KEYS[2]
local queueKey, parentId, timestamp = ARGV[1], ARGV[2], ARGV[3]
local rcall = redis.call

--- @include "../includes/releaseParent"
--- @include "../includes/requireNumber"

requireNumber(timestamp, "ARGV[3]")
-- A child that could not be attached, because another parent holds it, keeps the parent waiting.
if rcall("HDEL", parentKey, "flowAttachmentFailed") == 0 then
  releaseParent(parentKey, { id = parentId, queueKey = queueKey }, timestamp, true)
end
return nil
