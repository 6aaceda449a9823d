--- @include "encodeJson"
--- @include "requireNumber"
--- @include "unpackTable"

-- Decodes the three arguments common to all add commands into one job, and refuses malformed ones before anything is written.
-- ARGV[1] is an array of ten positions: queue prefix, custom id or "", name, timestamp (ms), parent key, parent's dependencies
-- key, parent {id, queueKey, failure policy}, scheduler id, deduplication key, 1 inside a flow.
local function readJobArguments(packedJob, data, packedOpts)
  local packed = unpackTable(packedJob, "ARGV[1]")
  local opts = unpackTable(packedOpts, "ARGV[3]")
  local parent, dedup = packed[7], opts.de
  if type(packed[1]) ~= "string" or not packed[2] or not packed[3] then
    error("ARGV[1] lacks the queue prefix, the job id or the job name", 0)
  end
  if packed[5] and (type(parent) ~= "table" or not parent.id or not parent.queueKey) then
    error("ARGV[1] names a parent key without the parent's id and queueKey", 0)
  end
  if dedup and (type(dedup) ~= "table" or dedup.id and not packed[9]) then
    error("ARGV[3] asks for a deduplication that has no map or whose key is not in ARGV[1]", 0)
  end
  requireNumber(opts.delay or 0, "ARGV[3] delay")
  requireNumber(opts.priority or 0, "ARGV[3] priority")
  local customId = packed[2]
  return {
    prefix = packed[1],
    id = customId ~= "" and tostring(customId) or nil,
    name = packed[3],
    timestamp = requireNumber(packed[4], "ARGV[1] timestamp"),
    parentKey = packed[5],
    dependenciesKey = packed[6],
    parent = parent,
    parentJson = packed[5] and cjson.encode(parent),
    schedulerId = packed[8],
    dedupKey = packed[9],
    insideFlow = packed[10],
    data = data,
    opts = opts,
    optsJson = encodeJson(opts, "ARGV[3]"),
  }
end
