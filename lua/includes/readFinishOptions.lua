--- @include "readWorker"
--- @include "requireNumber"

-- Decodes how a job is to be finished, and refuses what would break off halfway: retention, attempts, size of the metrics.
local function readFinishOptions(packed, argument, isFailed)
  local options = readWorker(packed, argument)
  local keepJobs = options.keepJobs
  if type(keepJobs) ~= "table" then
    error(argument .. " keepJobs is not a map", 0)
  end
  requireNumber(keepJobs.count or 0, argument, "keepJobs.count")
  requireNumber(keepJobs.age or 0, argument, "keepJobs.age")
  requireNumber(keepJobs.limit or 0, argument, "keepJobs.limit")
  if isFailed then
    requireNumber(options.attempts, argument, "attempts")
  end
  if options.maxMetricsSize ~= "" then
    options.maxMetricsSize = requireNumber(options.maxMetricsSize, argument, "maxMetricsSize")
  end
  return options
end
