-- KEYS: as above, alerts. ARGV: ready | waiting | parked, how many to pass over, how many to give.
-- Answers: how many were passed over, then (record, alert, json) for each. The leased ones stand among the ready ones.
local part, skip, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local size = part == 'ready' and redis.call('ZCARD', KEYS[2]) + redis.call('ZCARD', KEYS[3])
  or redis.call('ZCARD', part == 'waiting' and KEYS[4] or KEYS[5])
if skip >= size then
  return { tostring(size) }
end

local alerts = {}
if part == 'waiting' then
  alerts = redis.call('ZRANGE', KEYS[4], skip, skip + limit - 1)
elseif part == 'parked' then
  for i, member in ipairs(redis.call('ZRANGE', KEYS[5], skip, skip + limit - 1)) do
    alerts[i] = string.sub(member, ORDER + 1)
  end
else
  local members = redis.call('ZRANGE', KEYS[2], 0, skip + limit - 1)
  for _, alert in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
    local r = find(alert)
    if r then
      members[#members + 1] = r.order .. alert
    end
  end
  table.sort(members)
  for i = skip + 1, math.min(skip + limit, #members) do
    alerts[#alerts + 1] = string.sub(members[i], ORDER + 1)
  end
end

local answer = { tostring(skip) }
for _, alert in ipairs(alerts) do
  answer[#answer + 1] = find(alert) and redis.call('HGET', KEYS[1], alert) or ''
  answer[#answer + 1] = alert
  answer[#answer + 1] = redis.call('HGET', KEYS[6], alert) or ''
end
return answer
