-- Closes accounts that are as they were read.
-- KEYS: accounts, accounts_by_name, account_counts.
-- ARGV: name, text as read, the source whose count it is among or nothing, of each account in turn.
for i = 1, #ARGV, 3 do
  local name, text, source = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if redis.call('HGET', KEYS[1], name) == text then
    redis.call('HDEL', KEYS[1], name)
    redis.call('ZREM', KEYS[2], name)
    if source ~= '' and redis.call('HINCRBY', KEYS[3], source, -1) <= 0 then
      redis.call('HDEL', KEYS[3], source)
    end
  end
end
return 1
