-- KEYS: clock. ARGV: what time the caller thought it is, 0 where it thinks nothing; by how much times may differ.
-- Answers: what time it is, 1 where the clock was set back. Notes the time if not, and writes in any case: it also tells
-- whether writes are taken.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local latest = tonumber(redis.call('HGET', KEYS[1], 'latest') or '0')
redis.call('HSET', KEYS[1], 'latest', string.format('%.0f', math.max(now, latest)))
local before = math.max(latest, tonumber(ARGV[1]))
return { string.format('%.0f', now), now < before - tonumber(ARGV[2]) and '1' or '0' }
