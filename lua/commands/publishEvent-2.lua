--[[
  Appends an event of the caller's own to a queue's stream. Not one of BullMQ's commands: its client sends XADD with a length of
  its own, which cuts the stream of the whole queue; this keeps the length that the queue has.

  KEYS[1]  events  stream
  KEYS[2]  meta    hash of queue settings

  ARGV[1]  the event's name
  ARGV[2]  and all further: field, value ...

  Output
    position of the event in the stream

  Events
    the one named
]]
local eventsKey, metaKey = KEYS[1], KEYS[2]
local arguments = ARGV
local rcall = redis.call

--- @include "../includes/keepMaxEvents"
--- @include "../includes/readSettings"

if #arguments % 2 == 0 then
  error("ARGV[2] and all further are not pairs of field and value", 0)
end
local queue = { meta = metaKey }
readSettings(queue)
keepMaxEvents(queue)
return rcall("XADD", eventsKey, "MAXLEN", "~", queue.maxEvents, "*", "event", unpack(arguments))
