-- KEYS: as above. ARGV: owner, then (alert, delivered | retry | parked | released, not before, may be repeat, reason).
for i = 2, #ARGV, 5 do
  local alert, outcome = ARGV[i], ARGV[i + 1]
  local r = find(alert)
  if r and r.owner == ARGV[1] then
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
