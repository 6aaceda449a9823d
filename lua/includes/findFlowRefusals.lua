--- @include "errorCodes"

-- Tells which jobs of a flow could not be added: {} when all could. A parent may be one of the flow itself, which stands before
-- its children; an existing job, or one that stands twice in the flow, can have one living parent only.
local function findFlowRefusals(jobs)
  local refusals, coming = {}, {}
  for at, job in ipairs(jobs) do
    local parentKey, jobKey = job.parentKey, job.id and job.prefix .. job.id
    local holder = jobKey and (coming[jobKey] or rcall("HGET", jobKey, "parentKey"))
    if parentKey and coming[parentKey] == nil and rcall("EXISTS", parentKey) == 0 then
      refusals[at] = PARENT_MISSING
    elseif parentKey and holder and holder ~= parentKey and (coming[holder] ~= nil or rcall("EXISTS", holder) == 1) then
      refusals[at] = PARENT_NOT_REPLACEABLE
    end
    if jobKey then
      coming[jobKey] = parentKey or coming[jobKey] or false
    end
  end
  return refusals
end
