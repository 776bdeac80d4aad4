-- Tells a consumer of one entry that it was handed, and counts that it begins to handle it, if asked.
-- KEYS: stream. ARGV: group, consumer, id, 1 to count, how many bytes of events at most.
-- Answers: as pending.lua; nothing where it was acknowledged or another one has it.
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1, ARGV[2])[1]
if pending == nil then
  return {}
end
local count = pending[4]
if ARGV[4] == '1' then
  count = count + 1
  redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3], 'RETRYCOUNT', count, 'JUSTID')
end
local found = redis.call('XRANGE', KEYS[1], ARGV[3], ARGV[3])
return { entry(ARGV[3], count, found[1] and found[1][2] or {}) }
