-- KEYS: the lease. ARGV: owner, milliseconds; 0 gives it back.
-- Answers: 1 where the owner holds it now.
--
-- A lease is who has it, until when, and for how many milliseconds. Redis ends it by its clock: one of which more is left than it
-- was given for is from before that was set back, and begins anew, so that its owner can still put it off.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function write(owner, millis)
  redis.call('SET', KEYS[1], table.concat({ owner, string.format('%.0f', now + millis), millis }, ' '), 'PX', millis)
end

local lease = redis.call('GET', KEYS[1])
local owner, ends, given = string.match(lease or '', '^(.*) (%d+) (%d+)$')
if ARGV[2] == '0' then
  if owner == ARGV[1] then
    redis.call('DEL', KEYS[1])
  end
  return 0
end
if lease and owner ~= ARGV[1] then
  if owner and tonumber(ends) > now + tonumber(given) then
    write(owner, given)
  end
  return 0
end
write(ARGV[1], ARGV[2])
return 1
