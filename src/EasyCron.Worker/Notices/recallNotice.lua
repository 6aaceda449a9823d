--[[
  Reads what is known of a job and of one of its runs.

  KEYS[1]  what is remembered of the job
  KEYS[2]  what was decided about the run

  Output
    both texts, nil for nothing
]]
return redis.call("MGET", KEYS[1], KEYS[2])
