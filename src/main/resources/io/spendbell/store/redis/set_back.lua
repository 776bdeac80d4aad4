-- KEYS: clock, turns, then deliveries, ready, leased, later, parked of each destination. ARGV: what time the caller thought it
-- is, by how much times may differ, how many deliveries are brought forward at most.
-- Brings forward all times once, whoever notices first. Who notices later has written times since that are still too late:
-- those that lie behind the latest time of the clock before. Answers by how many milliseconds.
local keys = {}
for i = 1, #KEYS do
  keys[i] = KEYS[i]
end
local time = redis.call('TIME')
local now, least, left = time[1] * 1000 + math.floor(time[2] / 1000), tonumber(ARGV[2]), tonumber(ARGV[3])
local noted = redis.call('HMGET', keys[1], 'latest', 'before')
local latest, first, by = tonumber(noted[1] or '0'), 0, 0
if now < latest - least then
  by = latest - now
  redis.call('HSET', keys[1], 'latest', string.format('%.0f', now), 'before', string.format('%.0f', latest))
elseif noted[2] and now < tonumber(ARGV[1]) - least then
  by = tonumber(ARGV[1]) - now
  first = tonumber(noted[2])
else
  return '0'
end

local function earlier(text)
  local millis = tonumber(text)
  return millis > first and string.format('%.0f', math.max(1, millis - by)) or text
end

local turns = redis.call('HGETALL', keys[2])
for i = 1, #turns, 2 do
  redis.call('HSET', keys[2], turns[i], earlier(turns[i + 1]))
end
for d = 3, #keys, 5 do
  for i = 1, 5 do
    KEYS[i] = keys[d + i - 1]
  end
  for i = 3, 4 do
    local alerts = redis.call('ZRANGEBYSCORE', KEYS[i], '(' .. string.format('%.0f', first), '+inf', 'LIMIT', 0, left)
    left = left - #alerts
    for _, alert in ipairs(alerts) do
      local r = find(alert)
      if r then
        leave(r, alert)
        r.not_before = earlier(r.not_before)
        r.lease_ends = earlier(r.lease_ends)
        enter(r, alert, r.index)
      end
    end
  end
end
return string.format('%.0f', by)
