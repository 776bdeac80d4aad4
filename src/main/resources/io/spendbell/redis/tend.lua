-- Tells how a group stands, and tidies up if asked.
-- KEYS: stream. ARGV: group, 1 to tidy up, milliseconds after which a consumer is forgotten, how many entries are trimmed at
--       most (about; 0 trims none).
-- Answers: entries pending, milliseconds from the last entry handed out to the last one there is, entries trimmed.

local function named(flat)
  local fields = {}
  for i = 1, #flat, 2 do
    fields[flat[i]] = flat[i + 1]
  end
  return fields
end

-- Ids are two numbers of 64 bits, too large for Lua's; with leading zeros they are in the order of their digits.
local function ordered(id)
  local millis, sequence = string.match(id, '^(%d+)-(%d+)$')
  return string.rep('0', 20 - #millis) .. millis .. string.rep('0', 20 - #sequence) .. sequence
end

local function millis(id)
  return tonumber(string.match(id, '^%d+'))
end

local groups = redis.pcall('XINFO', 'GROUPS', KEYS[1])
if groups.err then
  return { '0', '0', '0' }
end

local pending, delivered, needed = 0, nil, nil
for _, flat in ipairs(groups) do
  local group = named(flat)
  local first = group['last-delivered-id']
  if group.pending > 0 then
    first = redis.call('XPENDING', KEYS[1], group.name)[2]
  end
  if needed == nil or ordered(first) < ordered(needed) then
    needed = first
  end
  if group.name == ARGV[1] then
    pending, delivered = group.pending, group['last-delivered-id']
  end
end

local behind = 0
if delivered then
  local last = named(redis.call('XINFO', 'STREAM', KEYS[1]))['last-generated-id']
  if ordered(last) > ordered(delivered) then
    behind = millis(last) - millis(delivered)
  end
end

local trimmed = 0
if ARGV[2] == '1' and delivered then
  for _, flat in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
    local consumer = named(flat)
    if consumer.pending == 0 and consumer.idle > tonumber(ARGV[3]) then
      redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer.name)
    end
  end
  if tonumber(ARGV[4]) > 0 then
    trimmed = redis.call('XTRIM', KEYS[1], 'MINID', '~', needed, 'LIMIT', ARGV[4])
  end
end
return { tostring(pending), string.format('%.0f', behind), tostring(trimmed) }
