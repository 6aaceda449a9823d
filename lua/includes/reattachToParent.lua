-- Makes a finished job, which is to run again, a pending child of its parent once more. The parent itself is not moved.
local function reattachToParent(jobKey, wasFailed)
  local parentKey = rcall("HGET", jobKey, "parentKey")
  if not parentKey or parentKey == "" or rcall("EXISTS", parentKey) == 0 then
    return
  end
  local counted
  if wasFailed then
    counted = rcall("ZREM", parentKey .. ":unsuccessful", jobKey) + rcall("HDEL", parentKey .. ":failed", jobKey)
  else
    counted = rcall("HDEL", parentKey .. ":processed", jobKey)
  end
  if counted > 0 then
    rcall("SADD", parentKey .. ":dependencies", jobKey)
  end
end
