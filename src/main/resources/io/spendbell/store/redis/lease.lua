-- KEYS: as above, alerts, meta, the right to tell digests. ARGV: owner, now, lease ends, how many, how many are made ready in one step, 1 if all that is due is
-- to be ready before any is given, the format of whoever asks, for how many milliseconds the right is taken with a delivery of a digest.
-- Where another owner has the right, deliveries of digests are passed over, at most so many.
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
local MOST_PASSED_OVER = 5000
local answer = { 'leased', '' }
local given, passed = 0, 0

-- A quote within a text is written with a backslash before it: only the field itself is written like this.
local function is_of_digest(json)
  return string.find(json, '"digest":{', 1, true)
end

local right
local function may_tell_digests()
  if right == nil then
    right = acquire(KEYS[8], owner, ARGV[8])
  end
  return right
end

local function give(member)
  local alert = string.sub(member, ORDER + 1)
  local r = find(alert)
  if stray(r, 'r') or r.order .. alert ~= member then
    redis.call('ZREM', KEYS[2], member)
    return
  end
  local json = redis.call('HGET', KEYS[6], alert) or ''
  if is_of_digest(json) and not may_tell_digests() then
    passed = passed + 1
    return
  end
  r.owner = owner
  r.lease_ends = ends
  move(r, alert, 'l')
  given = given + 1
  answer[#answer + 1] = alert
  answer[#answer + 1] = json
  answer[#answer + 1] = r.attempts
  answer[#answer + 1] = r.may_be_repeat
end

-- Whatever is given or is a stray leaves the index: before what comes next are those that were passed over.
local members
repeat
  members = redis.call('ZRANGE', KEYS[2], passed, passed + most - given - 1)
  for _, member in ipairs(members) do
    give(member)
  end
until #members == 0 or given == most or passed >= MOST_PASSED_OVER
local next_due = redis.call('ZRANGE', KEYS[4], 0, 0, 'WITHSCORES')
if #next_due > 0 then
  answer[2] = string.format('%.0f', tonumber(next_due[2]))
end
return answer
