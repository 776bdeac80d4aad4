-- KEYS: turns. ARGV: pace key, until when no turn is given out.
local free = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
if free < tonumber(ARGV[2]) then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
return 'OK'
