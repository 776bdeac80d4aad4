-- KEYS: the lease. ARGV: owner, milliseconds; 0 gives it back.
-- Answers: 1 where the owner holds it now.
if ARGV[2] == '0' then
  local _, owner = held(KEYS[1])
  if owner == ARGV[1] then
    redis.call('DEL', KEYS[1])
  end
  return 0
end
return acquire(KEYS[1], ARGV[1], ARGV[2]) and 1 or 0
