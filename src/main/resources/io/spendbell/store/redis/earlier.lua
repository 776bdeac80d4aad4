-- KEYS: as above. ARGV: now, by how many milliseconds what waits for a time is to wait less, how many at most.
-- Leases stay as they are: another replica may hold them, whose clock was not set back.
local waiting = redis.call('ZRANGEBYSCORE', KEYS[4], '(' .. ARGV[1], '+inf', 'LIMIT', 0, ARGV[3])
for _, alert in ipairs(waiting) do
  local r = find(alert)
  r.not_before = string.format('%.0f', math.max(1, tonumber(r.not_before) - tonumber(ARGV[2])))
  move(r, alert, 'w')
end
return #waiting
