-- Deletes a job's hash with its logs and its records of children. Its lock expires by itself.
local function removeJobKeys(jobKey)
  return rcall("DEL", jobKey, jobKey .. ":logs", jobKey .. ":dependencies", jobKey .. ":processed", jobKey .. ":failed",
    jobKey .. ":unsuccessful")
end
