-- Tells a consumer what it was handed and has not acknowledged. Nothing changes by that, neither their age nor their count.
-- KEYS: stream. ARGV: group, consumer, the id behind which to look, how many at most, from which count on only ids are told.
-- Answers: of each its id, its count, and its fields if it has any.
local told = {}
for _, pending in ipairs(redis.call('XPENDING', KEYS[1], ARGV[1], '(' .. ARGV[3], '+', ARGV[4], ARGV[2])) do
  local fields = false
  if pending[4] < tonumber(ARGV[5]) then
    local found = redis.call('XRANGE', KEYS[1], pending[1], pending[1])
    fields = found[1] and found[1][2] or false
  end
  told[#told + 1] = { pending[1], tostring(pending[4]), fields }
end
return told
