-- Hands a consumer entries that others were handed so long ago and have not acknowledged: of a consumer that the group has not heard of for
-- as long, so that one more life has ended on them; of one that is merely slow, after twice as long, unless consumers have ended on
-- them before. From the third life on an entry is not counted here but when it is handled (alone.lua).
-- Its own keep their age, so that others may claim them from it.
-- KEYS: stream. ARGV: group, consumer, milliseconds, how many at most, how many of its own are told at most.
-- Answers: how many it was handed; then the ids of those that it was handed so long ago before.
local PAGE, COUNTED, LAST = 200, 3, '18446744073709551615-18446744073709551614'

local group, consumer, idle, most = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

-- There is nothing behind the last id but one (the last one stands for new entries), but the group hears of the consumer by this.
redis.call('XREADGROUP', 'GROUP', group, consumer, 'COUNT', 1, 'STREAMS', KEYS[1], LAST)

local answer = { 0 }
for _, own in ipairs(redis.call('XPENDING', KEYS[1], group, 'IDLE', idle, '-', '+', ARGV[5], consumer)) do
  answer[#answer + 1] = own[1]
end

local unheard = {}
for _, flat in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], group)) do
  local fields = {}
  for i = 1, #flat, 2 do
    fields[flat[i]] = flat[i + 1]
  end
  unheard[fields.name] = fields.idle
end

local function claim(id, owner, age, count)
  local isSlow = (unheard[owner] or idle) < idle
  if isSlow and (age < 2 * idle or count >= COUNTED) then
    return 0
  end
  if not isSlow and count < COUNTED then
    count = count + 1
  end
  redis.call('XCLAIM', KEYS[1], group, consumer, idle, id, 'RETRYCOUNT', count, 'JUSTID')
  return 1
end

local from = '-'
repeat
  local page = redis.call('XPENDING', KEYS[1], group, 'IDLE', idle, from, '+', PAGE)
  for _, pending in ipairs(page) do
    if pending[2] ~= consumer and answer[1] < most then
      answer[1] = answer[1] + claim(pending[1], pending[2], pending[3], pending[4])
    end
    from = '(' .. pending[1]
  end
until #page < PAGE or answer[1] == most
for i = 1, #answer do
  answer[i] = tostring(answer[i])
end
return answer
