-- Appends {id, hash} of those ids that have a hash, until limit (if given) jobs are there.
local function collectJobs(jobs, prefix, jobIds, limit)
  for _, jobId in ipairs(jobIds) do
    if limit and #jobs >= limit then
      return
    end
    local fields = rcall("HGETALL", prefix .. jobId)
    if fields[1] then
      jobs[#jobs + 1] = { jobId, fields }
    end
  end
end
