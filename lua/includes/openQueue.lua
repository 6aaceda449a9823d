-- Names the keys of a queue that a command learns of only while it runs (a parent's or a child's), from its prefix with colon.
local function openQueue(prefix)
  return {
    prefix = prefix,
    wait = prefix .. "wait",
    active = prefix .. "active",
    prioritized = prefix .. "prioritized",
    pc = prefix .. "pc",
    delayed = prefix .. "delayed",
    meta = prefix .. "meta",
    marker = prefix .. "marker",
    events = prefix .. "events",
  }
end
