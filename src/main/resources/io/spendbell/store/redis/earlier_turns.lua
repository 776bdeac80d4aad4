-- KEYS: turns. ARGV: now, by how many milliseconds turns that are still to come are to come earlier.
local turns = redis.call('HGETALL', KEYS[1])
for i = 1, #turns, 2 do
  local free = tonumber(turns[i + 1])
  if free > tonumber(ARGV[1]) then
    redis.call('HSET', KEYS[1], turns[i], string.format('%.0f', free - tonumber(ARGV[2])))
  end
end
return 'OK'
