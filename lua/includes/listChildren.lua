-- Lists the keys of a job's children: those that finished (unless only pending ones are wanted), then the pending ones.
local function listChildren(jobKey, pendingOnly)
  local children = {}
  local function append(childKeys)
    for _, childKey in ipairs(childKeys) do
      children[#children + 1] = childKey
    end
  end
  if not pendingOnly then
    append(rcall("HKEYS", jobKey .. ":processed"))
    append(rcall("HKEYS", jobKey .. ":failed"))
    append(rcall("ZRANGE", jobKey .. ":unsuccessful", 0, -1))
  end
  append(rcall("SMEMBERS", jobKey .. ":dependencies"))
  return children
end
