-- KEYS: as above, epoch, done. ARGV: epoch, seconds for which it is remembered, alerts that were delivered.
-- Nobody puts them back any more; who has put one back already has it taken out again, also where somebody is posting it or was when
-- Redis was set back to that time.
-- The empty name says, for as long, that what is delivered from now on is to be added. Answers: epoch, where it is another one; else done.
if redis.call('GET', KEYS[6]) ~= ARGV[1] then
  return { 'epoch' }
end
redis.call('SADD', KEYS[7], '')
for i = 3, #ARGV do
  local alert = ARGV[i]
  redis.call('SADD', KEYS[7], alert)
  local r = find(alert)
  if r then
    leave(r, alert)
    redis.call('HDEL', KEYS[1], alert)
  end
end
redis.call('EXPIRE', KEYS[7], ARGV[2])
return { 'done' }
