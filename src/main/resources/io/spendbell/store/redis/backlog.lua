-- KEYS: as above. ARGV: of how many of the leased and of the waiting the oldest is looked for, by their times.
-- Answers: waiting, parked, the order of the oldest by its time, or nothing.
local oldest = ''
local function look(order)
  if order and (oldest == '' or string.sub(order, 2, 20) < string.sub(oldest, 2, 20)) then
    oldest = order
  end
end
for _, rank in ipairs({ '0', '1', '2' }) do
  local member = redis.call('ZRANGEBYLEX', KEYS[2], '[' .. rank, '[' .. rank .. '~', 'LIMIT', 0, 1)[1]
  look(member and string.sub(member, 1, ORDER))
end
for _, key in ipairs({ KEYS[3], KEYS[4] }) do
  local alerts = redis.call('ZRANGE', key, 0, tonumber(ARGV[1]) - 1)
  if #alerts > 0 then
    for _, text in ipairs(redis.call('HMGET', KEYS[1], unpack(alerts))) do
      look(text and string.sub(text, 1, ORDER))
    end
  end
end
local waiting = redis.call('ZCARD', KEYS[2]) + redis.call('ZCARD', KEYS[3]) + redis.call('ZCARD', KEYS[4])
return { tostring(waiting), tostring(redis.call('ZCARD', KEYS[5])), oldest }
