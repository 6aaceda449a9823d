-- Makes sure that the cap of the event stream is known and stored; 10000 entries unless the queue says otherwise.
local function keepMaxEvents(queue)
  if not queue.maxEvents then
    queue.maxEvents = "10000"
    rcall("HSET", queue.meta, "opts.maxLenEvents", "10000")
  end
end
