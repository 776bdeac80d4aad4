-- Has a group forget a consumer that has nothing pending. What it has pending would be lost with it.
-- KEYS: stream. ARGV: group, consumer.
local pending = redis.pcall('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2])
if pending.err == nil and #pending == 0 then
  redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
end
return 'OK'
