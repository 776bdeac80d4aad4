-- KEYS: as above, epoch, alerts, alerts_by_age, meta, destinations, done. ARGV: epoch, destination, then (alert, json, raised at,
-- rank and time, index, posting, not before, attempts, may be repeat, owner, lease ends, reason).
-- What is there already stays as it is, unless it is in nobody's hands and comes with an owner: who has it keeps it.
-- Answers: epoch, where it is another one; else back and how many were put back.
if redis.call('GET', KEYS[6]) ~= ARGV[1] then
  return { 'epoch' }
end
local back = 0
for i = 3, #ARGV, 12 do
  local alert = ARGV[i]
  local r = find(alert)
  if redis.call('SISMEMBER', KEYS[11], alert) == 1 then
    r = nil
  elseif not r then
    back = back + 1
    if redis.call('HEXISTS', KEYS[7], alert) == 0 then
      redis.call('HSET', KEYS[7], alert, ARGV[i + 1])
      local number = redis.call('HINCRBY', KEYS[9], 'alerts', 1)
      redis.call('ZADD', KEYS[8], ARGV[i + 2], string.format('%019.0f', number - 1) .. alert)
    end
    local number = redis.call('HINCRBY', KEYS[9], 'deliveries', 1)
    r = { order = ARGV[i + 3] .. string.format('%019.0f', number - 1) }
  elseif r.owner == '' and ARGV[i + 9] ~= '' then
    leave(r, alert)
  else
    r = nil
  end
  if r then
    r.posting, r.not_before, r.attempts, r.may_be_repeat = ARGV[i + 5], ARGV[i + 6], ARGV[i + 7], ARGV[i + 8]
    r.owner, r.lease_ends, r.reason = ARGV[i + 9], ARGV[i + 10], ARGV[i + 11]
    enter(r, alert, ARGV[i + 4])
  end
end
redis.call('SADD', KEYS[10], ARGV[2])
return { 'back', tostring(back) }
