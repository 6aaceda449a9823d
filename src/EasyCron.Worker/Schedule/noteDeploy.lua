--[[
  Reads the ledger of deployments, after writing into it what is known of one of them and not in it yet.

  KEYS[1]  the ledger: a hash of moments (ms) and marks by deployment, expires

  ARGV[1]  the deployment
  ARGV[2]  its moment (ms), kept unless it has one; "" to read only
  ARGV[3]  1 if its runs have been added
  ARGV[4]  how long the ledger is remembered without being written (seconds)

  Output
    the deployment's moment (ms), nil for none; 1 if its runs have been added, else 0; 1 if there was no ledger, else 0
]]
local ledgerKey = KEYS[1]
local deployment, moment, isAdded, duration = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local rcall = redis.call

local isBlank = rcall("EXISTS", ledgerKey) == 0
if moment ~= "" then
  rcall("HSETNX", ledgerKey, deployment, moment)
  if isAdded == "1" then
    rcall("HSET", ledgerKey, deployment .. ":added", 1)
  end
  rcall("EXPIRE", ledgerKey, duration)
end
local entry = rcall("HMGET", ledgerKey, deployment, deployment .. ":added")
return { entry[1], entry[2] and 1 or 0, isBlank and 1 or 0 }
