-- KEYS: as above, alerts, meta. ARGV: owner, now, lease ends, how many, how many are made ready in one step, 1 if all that is due is
-- to be ready before any is given, the format of whoever asks.
-- Answers: newer and the format there, where that is higher; more, where others are due besides and the script is to be asked again before anything is given; else leased,
-- when the next one is due or nothing, and (alert, json, attempts, may be repeat) for each.
local format = redis.call('HGET', KEYS[7], 'format')
if format and tonumber(format) > tonumber(ARGV[7]) then
  return { 'newer', format }
end
local owner, now, ends, most, step = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
if promote(now, step) and ARGV[6] == '1' then
  return { 'more' }
end
local answer = { 'leased', '' }
for _, member in ipairs(redis.call('ZRANGE', KEYS[2], 0, most - 1)) do
  local alert = string.sub(member, ORDER + 1)
  local r = find(alert)
  if stray(r, 'r') or r.order .. alert ~= member then
    redis.call('ZREM', KEYS[2], member)
  else
    r.owner = owner
    r.lease_ends = ends
    move(r, alert, 'l')
    answer[#answer + 1] = alert
    answer[#answer + 1] = redis.call('HGET', KEYS[6], alert) or ''
    answer[#answer + 1] = r.attempts
    answer[#answer + 1] = r.may_be_repeat
  end
end
local next_due = redis.call('ZRANGE', KEYS[4], 0, 0, 'WITHSCORES')
if #next_due > 0 then
  answer[2] = string.format('%.0f', tonumber(next_due[2]))
end
return answer
