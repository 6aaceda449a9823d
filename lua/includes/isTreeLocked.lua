-- Tells whether a job or, if wanted, one of its pending children at any depth is locked. visited breaks rings of parents.
local function isTreeLocked(jobKey, withChildren, visited)
  visited = visited or {}
  if visited[jobKey] then
    return false
  end
  visited[jobKey] = true
  if rcall("EXISTS", jobKey .. ":lock") == 1 then
    return true
  end
  for _, childKey in ipairs(withChildren and rcall("SMEMBERS", jobKey .. ":dependencies") or {}) do
    if isTreeLocked(childKey, true, visited) then
      return true
    end
  end
  return false
end
