-- Splits a job key into its queue's prefix (with colon) and the id. Where the id begins cannot be seen when it holds colons: the
-- longest prefix that is a known queue counts, else all up to the last colon. A prefix has two colons at least, and keeps the
-- hash tag of a cluster, so that no key of another slot is asked for.
local function splitJobKey(jobKey)
  local longest = string.match(jobKey, "^.*:") or ""
  local hashTag = string.match(jobKey, "{.-}") or ""
  local prefix = longest
  while prefix and string.find(prefix, hashTag, 1, true) do
    if rcall("EXISTS", prefix .. "meta") == 1 then
      return prefix, string.sub(jobKey, #prefix + 1)
    end
    prefix = string.match(prefix, "^(.*:.*:)[^:]*:$")
  end
  return longest, string.sub(jobKey, #longest + 1)
end
