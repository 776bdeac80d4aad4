-- KEYS: turns. ARGV: pace key, now, end of a turn that begins now, the interval in milliseconds or 0 to only look.
-- Answers: when the turn is, or nothing where that is now.
local free = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
local begins_now = free <= tonumber(ARGV[2])
if ARGV[4] ~= '0' then
  redis.call('HSET', KEYS[1], ARGV[1],
    begins_now and ARGV[3] or string.format('%.0f', free + tonumber(ARGV[4])))
end
return begins_now and '' or string.format('%.0f', free)
