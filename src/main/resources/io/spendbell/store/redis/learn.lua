-- Learns what a namespace is, in one step, so that of several versions that begin in it together none writes over another's.
-- What lacks commits that the caller knows of was set back to an earlier state: it becomes another one, once, so that all notice.
--
-- KEYS: epoch, meta. ARGV: the epoch of a new one, the format of whoever asks, the epoch that it knows or nothing, the commits
-- that it knows of there.
-- Answers: newer and the format there, where that is higher; else known or set back, the epoch, and the commits there.
local format = redis.call('HGET', KEYS[2], 'format')
if format and tonumber(format) > tonumber(ARGV[2]) then
  return { 'newer', format }
end
if not format then
  redis.call('HSET', KEYS[2], 'format', ARGV[2])
end
local commits = redis.call('HGET', KEYS[2], 'commits') or '0'
if redis.call('GET', KEYS[1]) == ARGV[3] and tonumber(commits) < tonumber(ARGV[4]) then
  redis.call('SET', KEYS[1], ARGV[1])
  redis.call('HSET', KEYS[2], 'set_back', ARGV[1])
end
redis.call('SET', KEYS[1], ARGV[1], 'NX')
local epoch = redis.call('GET', KEYS[1])
return { redis.call('HGET', KEYS[2], 'set_back') == epoch and 'set back' or 'known', epoch, commits }
