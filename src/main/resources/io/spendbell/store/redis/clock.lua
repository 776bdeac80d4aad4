-- KEYS: clock. Notes what time it is here, which also tells whether writes are taken. Answers: milliseconds.
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('HSET', KEYS[1], 'latest', now)
return now
