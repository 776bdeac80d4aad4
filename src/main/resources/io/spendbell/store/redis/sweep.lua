-- KEYS: claims, windows, ids, ids_ends, turns, alerts, alerts_by_age, then deliveries of each destination.
-- ARGV: now, before when alerts are forgotten, how many of each at most, among the oldest alerts how many to pass over, now for turns and ids.
-- Answers: 1 where there may be more, how many alerts to pass over next time.
local now, most, skip = ARGV[1], tonumber(ARGV[3]), tonumber(ARGV[4])
local more = false

for i = 1, 2 do
  local over = redis.call('ZRANGEBYSCORE', KEYS[i], '-inf', now, 'LIMIT', 0, most)
  if #over > 0 then
    redis.call('ZREM', KEYS[i], unpack(over))
  end
  more = more or #over == most
end

for _ = 1, most do
  local head = redis.call('LINDEX', KEYS[4], 0)
  local last, till = string.match(head or '', '^(%d+):(%d+)$')
  if not last or tonumber(till) > tonumber(ARGV[5]) then
    break
  end
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', last)
  redis.call('LPOP', KEYS[4])
end

local turns = redis.call('HGETALL', KEYS[5])
for i = 1, #turns, 2 do
  if tonumber(turns[i + 1]) <= tonumber(ARGV[5]) then
    redis.call('HDEL', KEYS[5], turns[i])
  end
end

local old = redis.call('ZRANGEBYSCORE', KEYS[7], '-inf', ARGV[2], 'LIMIT', skip, most)
for _, member in ipairs(old) do
  local alert = string.sub(member, 20)
  local needed = false
  for i = 8, #KEYS do
    needed = needed or redis.call('HEXISTS', KEYS[i], alert) == 1
  end
  if needed then
    skip = skip + 1
  else
    redis.call('ZREM', KEYS[7], member)
    redis.call('HDEL', KEYS[6], alert)
  end
end
return { (more or #old == most) and '1' or '0', tostring(skip) }
