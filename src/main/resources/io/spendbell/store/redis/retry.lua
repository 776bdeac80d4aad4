-- KEYS: as above. ARGV: waiting | parked | the alert's own index, how many to pass over or the alert, how many to look at.
-- Answers: how many were made due, how many were looked at and left alone, 1 where more are to be looked at.
local function ready_again(alert)
  local r = find(alert)
  local may = r and (r.index == 'p' or (r.index == 'w' and r.posting == '0'))
  if may then
    leave(r, alert)
    r.not_before = '0'
    enter(r, alert, 'r')
  end
  return may
end

if ARGV[1] == 'alert' then
  return { ready_again(ARGV[2]) and '1' or '0', '0', '0' }
end
local skip, limit = tonumber(ARGV[2]), tonumber(ARGV[3])
local members = redis.call('ZRANGE', ARGV[1] == 'waiting' and KEYS[4] or KEYS[5], skip, skip + limit - 1)
local done, left = 0, 0
for _, member in ipairs(members) do
  if ready_again(ARGV[1] == 'waiting' and member or string.sub(member, ORDER + 1)) then
    done = done + 1
  else
    left = left + 1
  end
end
return { tostring(done), tostring(left), #members == limit and '1' or '0' }
