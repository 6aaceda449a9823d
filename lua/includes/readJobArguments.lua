--- @include "encodeJson"
--- @include "requireNumber"
--- @include "requireOneOf"
--- @include "unpackTable"

-- Decodes the three arguments common to all add commands into one job, and refuses malformed ones before anything is written.
-- ARGV[1] is an array of ten positions: queue prefix, custom id or "", name, timestamp (ms), parent key, parent's dependencies
-- key, parent {id, queueKey, failure policy}, scheduler id, deduplication key, 1 inside a flow; our own commands take an
-- eleventh, what to do when the id is taken: refuse or replace.
local function readJobArguments(packedJob, data, packedOpts)
  local packed = unpackTable(packedJob, "ARGV[1]")
  local opts = unpackTable(packedOpts, "ARGV[3]")
  local prefix, customId, name, parentKey = packed[1], packed[2], packed[3], packed[5]
  if type(prefix) ~= "string" or not customId or not name then
    error("ARGV[1] lacks the queue prefix, the job id or the job name", 0)
  end
  local dedup = opts.de
  if dedup and (type(dedup) ~= "table" or dedup.id and not packed[9]) then
    error("ARGV[3] asks for a deduplication that has no map or whose key is not in ARGV[1]", 0)
  end
  requireNumber(opts.delay or 0, "ARGV[3]", "delay")
  requireNumber(opts.priority or 0, "ARGV[3]", "priority")
  local job = {
    prefix = prefix, id = customId ~= "" and tostring(customId), key = false, name = name, data = data, opts = opts,
    timestamp = requireNumber(packed[4], "ARGV[1]", "timestamp"), optsJson = encodeJson(opts, "ARGV[3]"),
  }
  if parentKey then
    local parent = packed[7]
    if type(parent) ~= "table" or not parent.id or not parent.queueKey then
      error("ARGV[1] names a parent key without the parent's id and queueKey", 0)
    end
    job.parentKey, job.dependenciesKey, job.insideFlow = parentKey, packed[6], packed[10]
    job.parent, job.parentJson = parent, cjson.encode(parent)
  end
  if packed[8] then
    job.schedulerId = packed[8]
  end
  if dedup then
    job.dedupKey = packed[9]
  end
  if packed[11] then
    requireOneOf(packed[11], "refuse", "replace", "ARGV[1] position 11")
    job.ifExists = packed[11]
  end
  return job
end
