-- Hands a consumer entries that nobody was handed yet: more at a time while they are small.
-- KEYS: stream. ARGV: group, consumer, how many at most, how many bytes of events at most.
-- Answers: of each its id, its count, its event and how long that is; one for which there was no room is pending without having been told.
local told, most, together = {}, tonumber(ARGV[3]), 1
local goes_on = true
while goes_on and #told < most do
  local count = math.min(together, most - #told)
  local read = redis.call('XREADGROUP', 'GROUP', ARGV[1], ARGV[2], 'COUNT', count, 'STREAMS', KEYS[1], '>')
  local found = read and read[1][2] or {}
  goes_on = #found == count
  for _, each in ipairs(found) do
    told[#told + 1] = entry(each[1], 1, each[2] or {})
    goes_on = goes_on and not is_left(told[#told])
  end
  goes_on = goes_on and carried < MOST and seen < MOST_SEEN
  local average = math.max(1, seen / math.max(1, #told))
  together = math.max(1, math.min(2 * together, math.floor((MOST - carried) / average)))
end
return told
