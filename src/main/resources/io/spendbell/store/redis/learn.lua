-- Learns what a namespace is, in one step, so that of several versions that begin in it together none writes over another's.
--
-- KEYS: epoch, meta. ARGV: the epoch of a new one, the format of whoever asks.
-- Answers: newer and the format there, where that is higher; else known and the epoch.
local format = redis.call('HGET', KEYS[2], 'format')
if format and tonumber(format) > tonumber(ARGV[2]) then
  return { 'newer', format }
end
if not format then
  redis.call('HSET', KEYS[2], 'format', ARGV[2])
end
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return { 'known', redis.call('GET', KEYS[1]) }
