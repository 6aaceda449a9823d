-- Reads a job's parent {id, queueKey, policy} from its hash; nil when there is none or it is not readable.
local function decodeParent(json)
  local decoded, parent = pcall(cjson.decode, json or "")
  if decoded and type(parent) == "table" and type(parent.queueKey) == "string" and parent.id then
    return parent
  end
end
