-- Hands a consumer entries that others were handed so long ago and have not acknowledged. Its own keep their age, so that others
-- may claim them from it.
-- KEYS: stream. ARGV: group, consumer, milliseconds, how many at most.
-- Answers: how many it was handed.
local PAGE = 200

local group, consumer, idle, most = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local ids, from = {}, '-'
repeat
  local page = redis.call('XPENDING', KEYS[1], group, 'IDLE', idle, from, '+', PAGE)
  for _, pending in ipairs(page) do
    if pending[2] ~= consumer and #ids < most then
      ids[#ids + 1] = pending[1]
    end
    from = '(' .. pending[1]
  end
until #page < PAGE or #ids == most
if #ids > 0 then
  local claim = { KEYS[1], group, consumer, idle }
  for _, id in ipairs(ids) do
    claim[#claim + 1] = id
  end
  claim[#claim + 1] = 'JUSTID'
  redis.call('XCLAIM', unpack(claim))
end
return #ids
