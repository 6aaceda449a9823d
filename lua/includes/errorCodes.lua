-- Negative replies of the commands, named once; every client mirrors this list.
local JOB_MISSING = -1              -- the job has no hash
local LOCK_MISSING = -2             -- nobody holds the job's lock
local NOT_IN_STATE = -3             -- the job is not in the list or set it is expected in
local PENDING_CHILDREN = -4         -- some children have not finished
local PARENT_MISSING = -5           -- the parent has no hash
local LOCK_MISMATCH = -6            -- the lock belongs to another token
local PARENT_NOT_REPLACEABLE = -7   -- the existing job has another parent, which is alive
local BELONGS_TO_SCHEDULER = -8     -- the job is the current iteration of a job scheduler
local FAILED_CHILDREN = -9          -- a child failed that fails its parent
local SCHEDULER_ID_COLLISION = -10  -- the iteration of a pattern scheduler exists already
local SCHEDULER_SLOTS_BUSY = -11    -- no free time slot was found for an interval scheduler
local ID_TAKEN = -100               -- the id is taken and was not to be; only our own commands say so
