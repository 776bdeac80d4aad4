-- KEYS: as above, done. ARGV: owner, then (alert, delivered | retry | parked | released, not before, may be repeat, reason).
-- A replica that has not yet given back what it knows to an emptied Redis is not to put back what is delivered meanwhile;
-- what somebody has put back already, in nobody's hands, is taken out again.
local is_given_back = redis.call('SISMEMBER', KEYS[6], '') == 1
for i = 2, #ARGV, 5 do
  local alert, outcome = ARGV[i], ARGV[i + 1]
  local r = find(alert)
  local is_late = is_given_back and outcome == 'delivered'
  if is_late then
    redis.call('SADD', KEYS[6], alert)
  end
  if r and (r.owner == ARGV[1] or is_late and r.owner == '') then
    if outcome == 'delivered' then
      leave(r, alert)
      redis.call('HDEL', KEYS[1], alert)
    else
      local index = 'r'
      leave(r, alert)
      r.posting = '0'
      r.owner = ''
      r.lease_ends = '0'
      r.not_before = '0'
      if outcome == 'retry' then
        r.attempts = string.format('%.0f', tonumber(r.attempts) + 1)
        r.not_before = ARGV[i + 2]
        if ARGV[i + 3] == '1' then
          r.may_be_repeat = '1'
        end
        r.reason = '+' .. ARGV[i + 4]
        index = 'w'
      elseif outcome == 'parked' then
        r.reason = '+' .. ARGV[i + 4]
        index = 'p'
      end
      enter(r, alert, index)
    end
  end
end
return 'OK'
