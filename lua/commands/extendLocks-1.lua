--[[
  Renews the locks of many running jobs.

  KEYS[1]  stalled  set of jobs that did not renew since the last check

  ARGV[1]  queue prefix with colon
  ARGV[2]  msgpack array of tokens
  ARGV[3]  msgpack array of job ids, in the order of the tokens
  ARGV[4]  duration (ms)

  Keys derived from the prefix: the locks of the jobs.

  Output
    ids of the jobs whose lock is gone or held by another token

  Events
    none
]]
local stalledKey = KEYS[1]
local prefix, packedTokens, packedIds, duration = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local rcall = redis.call

--- @include "../includes/requireNumber"
--- @include "../includes/unpackTable"

local tokens = unpackTable(packedTokens, "ARGV[2]")
local jobIds = unpackTable(packedIds, "ARGV[3]")
requireNumber(duration, "ARGV[4]")
if #tokens ~= #jobIds then
  error("ARGV[2] and ARGV[3] differ in length", 0)
end

local lost = {}
for i, jobId in ipairs(jobIds) do
  local lockKey = prefix .. jobId .. ":lock"
  if rcall("GET", lockKey) == tokens[i] then
    rcall("SET", lockKey, tokens[i], "PX", duration)
    rcall("SREM", stalledKey, jobId)
  else
    lost[#lost + 1] = jobId
  end
end
return lost
