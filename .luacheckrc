-- Lints lua/: scripts of Redis (Lua 5.1). An include may use what stands before it in every command: rcall, the error codes and
-- the functions of other includes; KEYS and ARGV it may not. Names beginning with _ bind arguments kept for the contract only.
std = "lua51"
max_line_length = 130
read_globals = { "redis", "cjson", "cmsgpack", "bit", "struct" }
ignore = { "21[12]/_.*", "211/[A-Z_]+", "211/rcall" }

for file in io.popen("ls lua/includes"):lines() do
  read_globals[#read_globals + 1] = file:match("^(.*)%.lua$")
end
for line in io.lines("lua/includes/errorCodes.lua") do
  read_globals[#read_globals + 1] = line:match("^local ([A-Z_]+)")
end

files["lua/commands"] = { read_globals = { "KEYS", "ARGV" } }
files["lua/includes"] = { read_globals = { "rcall" }, ignore = { "211" } }
