-- Moves entries to the dead letters, each unless it was acknowledged before.
-- KEYS: stream, dead letters. ARGV: group, how many dead letters are kept at least, how many bytes of an entry are kept; then
--       (entry, reason) for each.
-- Answers: how many were moved.
local MOST_FIELDS = 100

local kind = redis.call('TYPE', KEYS[2]).ok
if kind ~= 'none' and kind ~= 'stream' then
  return redis.error_reply('WRONGTYPE the key for dead letters holds a ' .. kind)
end
local most, longest = ARGV[2], tonumber(ARGV[3])
local moved = 0
for i = 4, #ARGV, 2 do
  local id, reason = ARGV[i], ARGV[i + 1]
  if redis.call('XACK', KEYS[1], ARGV[1], id) == 1 then
    local letter = { 'reason', reason, 'entry', id }
    local found = redis.call('XRANGE', KEYS[1], id, id)
    local fields = found[1] and found[1][2] or {}
    local left = longest
    for j = 1, math.min(#fields, 2 * MOST_FIELDS) do
      letter[#letter + 1] = string.sub(fields[j], 1, left)
      left = math.max(0, left - #fields[j])
    end
    redis.call('XADD', KEYS[2], 'MAXLEN', '~', most, '*', unpack(letter))
    moved = moved + 1
  end
end
return moved
