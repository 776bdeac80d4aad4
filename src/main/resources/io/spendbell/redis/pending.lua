-- Tells a consumer what it was handed and has not acknowledged. Nothing changes by that, neither their age nor their count.
-- KEYS: stream. ARGV: group, consumer, the id behind which to look, how many at most, from which count on only ids are told, how many
--       bytes of events at most.
-- Answers: of each its id, its count, its event if there is one and it is not too long, and how long that is.
local told = {}
for _, pending in ipairs(redis.call('XPENDING', KEYS[1], ARGV[1], '(' .. ARGV[3], '+', ARGV[4], ARGV[2])) do
  local one = { pending[1], tostring(pending[4]), false, '0' }
  if pending[4] < tonumber(ARGV[5]) then
    local found = redis.call('XRANGE', KEYS[1], pending[1], pending[1])
    one = entry(pending[1], pending[4], found[1] and found[1][2] or {})
  end
  if is_left(one) then
    break
  end
  told[#told + 1] = one
  if seen >= MOST_SEEN then
    break
  end
end
return told
