--- @include "encodeJson"
--- @include "unpackTable"

-- Decodes the options of a scheduler's next job; returns them and their repeat part, {} where there is none. Their delay is not
-- regarded (clients send NaN for an interval): the command computes it.
local function readIterationOptions(packed, argument)
  local opts = unpackTable(packed, argument)
  opts.delay = nil
  encodeJson(opts, argument)
  local repeatOptions = opts["repeat"] or {}
  if type(repeatOptions) ~= "table" then
    error(argument .. " repeat is not a map", 0)
  end
  return opts, repeatOptions
end
