-- Splits a job key into its queue's prefix (with colon) and the id, of which the key does not tell where it begins when it holds
-- colons: the longest prefix that is a known queue counts, else all up to the last colon.
local function splitJobKey(jobKey)
  local longest, lastPart = string.match(jobKey, "^(.*:)([^:]*)$")
  local prefix = longest
  while prefix do
    if rcall("EXISTS", prefix .. "meta") == 1 then
      return prefix, string.sub(jobKey, #prefix + 1)
    end
    prefix = string.match(prefix, "^(.*:)[^:]*:$")
  end
  return longest or "", lastPart or jobKey
end
