-- Counts one life more of a consumer, or one less, for all that it was handed and has not acknowledged: more where it begins anew with what an
-- earlier life of it has left, but for what is counted when it is handled (alone.lua); less where it ends in good order.
-- KEYS: stream. ARGV: group, consumer, 1 or -1.
local PAGE, COUNTED = 200, 3

local by, from = tonumber(ARGV[3]), '-'
repeat
  local page = redis.call('XPENDING', KEYS[1], ARGV[1], from, '+', PAGE, ARGV[2])
  for _, pending in ipairs(page) do
    local id, age, count = pending[1], pending[3], pending[4]
    if by < 0 and count > 1 or by > 0 and count < COUNTED then
      redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, id, 'IDLE', age, 'RETRYCOUNT', count + by, 'JUSTID')
    end
    from = '(' .. id
  end
until #page < PAGE
return 'OK'
