-- Wakes a worker that sleeps on the marker: there is work.
local function addBaseMarker(queue, blocked)
  if not blocked then
    rcall("ZADD", queue.marker, "0", "0")
  end
end
