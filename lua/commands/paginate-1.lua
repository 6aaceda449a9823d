--[[
  Reads a page of a set or hash, in the order of its scan.

  KEYS[1]  a set or a hash

  ARGV[1]  offset of the first element wanted
  ARGV[2]  offset of the last one, -1 = to the end
  ARGV[3]  cursor, "0" to begin
  ARGV[4]  number of elements the cursor has passed
  ARGV[5]  how often to scan on
  ARGV[6]  anything, to get each member's job too; optional

  Keys derived: the jobs whose keys are members.

  Output
    {cursor, elements passed, elements of the page ({field, value} of a hash), size of the key, jobs {field, value, ...}}

  Events
    none
]]
local key = KEYS[1]
local firstOffset, lastOffset, cursor, passedBefore, maxRounds, wantsJobs = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local rcall = redis.call

--- @include "../includes/requireNumber"
--- @include "../includes/scanChunk"

local first = requireNumber(firstOffset, "ARGV[1]")
local last = requireNumber(lastOffset, "ARGV[2]")
local passed = requireNumber(passedBefore, "ARGV[4]")
local rounds = requireNumber(maxRounds, "ARGV[5]")
local kind = rcall("TYPE", key).ok
if kind == "none" then
  return { 0, 0, {}, 0 }
elseif kind ~= "set" and kind ~= "hash" then
  error("Pagination is only supported for sets and hashes.", 0)
end

local size = rcall(kind == "set" and "SCARD" or "HLEN", key)
local wanted = (last == -1 and size or last) - first + 1
local items, jobs = {}, {}
for _ = 1, rounds do
  local chunk
  cursor, chunk = scanChunk(kind, key, cursor)
  for _, element in ipairs(chunk) do
    local isOnPage = passed >= first
    if not isOnPage or #items < wanted then
      passed = passed + 1
    end
    if isOnPage and #items < wanted then
      items[#items + 1] = element
      if wantsJobs then
        jobs[#jobs + 1] = rcall("HGETALL", kind == "set" and element or element[1])
      end
    end
    if isOnPage and #items >= wanted then
      return { cursor, passed, items, size, jobs }
    end
  end
  if cursor == "0" or #chunk == 0 then
    break
  end
end
return { cursor, passed, items, size, jobs }
