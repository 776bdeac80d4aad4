-- Applies one part of a batch if what it was planned on still holds, as a whole or not at all.
--
-- KEYS: epoch, writer, ids, ids_ends, meta, accounts, accounts_by_name, account_counts, claims, windows, alerts,
--       alerts_by_age, destinations, commit_turn, then deliveries, ready, later and parked of each destination in turn,
--       then streams
-- ARGV: epoch, the format of whoever asks, how many commits it is known to have, number of this part, the batch's time, the same by the clock here, when it was sent by that, milliseconds for
--       which its ids are remembered from then on or from now on, whichever is later, since it may have waited on its way, how
--       many ids are remembered, seconds the writer is remembered, 1 where it asks for a turn; then each with its count before: (account, text as planned on, text to be written or nothing);
--       (id, seen), (source, accounts), (claim, end), (window, end) as planned on; (stream's place among the keys, group,
--       entry, 1 pending | 0 in the stream and not pending | 2 not in the stream) as planned on, the same as it is to be: what was pending is acknowledged; new ids, (source, accounts),
--       (claim, end), (window, end), (alert, json, raised at), (destination's place among the keys, alert, rank and
--       time, what follows the order in its record), destinations to be written.
-- Answers: epoch and what it is, where that is another one or lacks commits; applied, the ids forgotten and the commits there,
--       for a part that was applied before; newer and the format there, where that is higher; turn, while another writer has
--       one; differs and (kind, place, what it is) for each of what does not hold; done, the ids forgotten and the commits there.

local SLICE = 1000
local TURN_MILLIS = 1000
local DISORDER_MILLIS = 30000

local at = 0
local function take()
  at = at + 1
  return ARGV[at]
end
local function number()
  return tonumber(take())
end

local epoch, format, least, part, now, now_here = take(), number(), number(), number(), number(), number()
local sent, ids_millis, most_ids, writer_seconds, asks = number(), number(), number(), take(), take() == '1'

local known = redis.call('GET', KEYS[1])
local commits = redis.call('HGET', KEYS[5], 'commits') or '0'
if known ~= epoch or tonumber(commits) < least then
  return { 'epoch', known or '' }
end
local before = redis.call('GET', KEYS[2])
if before then
  local last, forgotten = string.match(before, '^(%d+) (%d+)$')
  if tonumber(last) >= part then
    return { 'applied', forgotten, commits }
  end
end
local written = redis.call('HGET', KEYS[5], 'format')
if written and tonumber(written) > format then
  return { 'newer', written }
end

local function time_here()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- The first in line has the turn, the others are to have it after that one. Each stands there until a time that it puts off
-- while it waits, but no more once it has the turn: so nobody has one for longer than that. What is further ahead than
-- anybody writes is from before this clock was set back.
local me = string.match(KEYS[2], '[^:]+$')
local line, place_in_line = {}, 0
local function write_line()
  if #line == 0 then
    redis.call('DEL', KEYS[14])
    return
  end
  local texts = {}
  for i = 1, #line do
    texts[i] = line[i].who .. ':' .. string.format('%.0f', line[i].till)
  end
  redis.call('SET', KEYS[14], table.concat(texts, ' '), 'PX', TURN_MILLIS)
end
local function line_up()
  if place_in_line == 0 then
    place_in_line = #line + 1
    line[place_in_line] = { who = me }
  end
  line[place_in_line].till = time_here() + TURN_MILLIS
  write_line()
end

local line_before = redis.call('GET', KEYS[14])
if line_before then
  local here = time_here()
  for who, text in string.gmatch(line_before, '(%S+):(%d+)') do
    local till = tonumber(text)
    if till > here and till <= here + TURN_MILLIS then
      line[#line + 1] = { who = who, till = till }
      if who == me then
        place_in_line = #line
      end
    end
  end
  if #line > 0 and place_in_line ~= 1 then
    if asks or place_in_line > 0 then
      line_up()
    end
    return { 'turn' }
  end
end

-- Until when ids are remembered that are written now. What was noted for longer than clocks may differ past that is from before this
-- clock was set back: it says nothing, and its ids go with the next ones.
local function ids_until()
  return math.max(sent, time_here()) + ids_millis
end
local function is_too_long(till)
  return till > ids_until() + DISORDER_MILLIS
end

for _ = 1, SLICE do
  local head = redis.call('LINDEX', KEYS[4], 0)
  if not head then
    break
  end
  local last, text = string.match(head, '^(%d+):(%d+)$')
  local till = tonumber(text)
  if till <= now_here then
    redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', last)
  elseif not is_too_long(till) or not redis.call('LINDEX', KEYS[4], 1) then
    break
  end
  redis.call('LPOP', KEYS[4])
end

local differs = { 'differs' }
local function differ(kind, place, actual)
  differs[#differs + 1] = kind
  differs[#differs + 1] = tostring(place)
  differs[#differs + 1] = actual
end

-- Compares pairs of a name and what it is expected to be with what it is.
local function compare(kind, command, key, actual_of)
  local count = number()
  for first = 0, count - 1, SLICE do
    local names, expected = {}, {}
    for i = 1, math.min(SLICE, count - first) do
      names[i] = take()
      expected[i] = take()
    end
    local values = redis.call(command, key, unpack(names))
    for i = 1, #names do
      local actual = actual_of(values[i])
      if actual ~= expected[i] then
        differ(kind, first + i - 1, actual)
      end
    end
  end
end

local function running(score)
  local till = tonumber(score or '0')
  return till > now and string.format('%.0f', till) or '0'
end

local account_texts, account_opened = {}, {}
local accounts = number()
for first = 0, accounts - 1, SLICE do
  local names, expected, texts = {}, {}, {}
  for i = 1, math.min(SLICE, accounts - first) do
    names[i] = take()
    expected[i] = take()
    texts[i] = take()
  end
  local values = redis.call('HMGET', KEYS[6], unpack(names))
  for i = 1, #names do
    local actual = values[i] or ''
    if actual ~= expected[i] then
      differ('account', first + i - 1, actual)
    end
    if texts[i] ~= '' then
      account_texts[#account_texts + 1] = names[i]
      account_texts[#account_texts + 1] = texts[i]
      if expected[i] == '' then
        account_opened[#account_opened + 1] = '0'
        account_opened[#account_opened + 1] = names[i]
      end
    end
  end
end
compare('id', 'ZMSCORE', KEYS[3], function(score) return score and '1' or '0' end)
compare('count', 'HMGET', KEYS[8], function(text) return text or '0' end)
compare('claim', 'ZMSCORE', KEYS[9], running)
compare('window', 'ZMSCORE', KEYS[10], running)

-- What is not there, or is no stream, is none of those errors.
local function asked(command, key, ...)
  local found = redis.pcall(command, key, ...)
  if found.err and not string.find(found.err, 'NOGROUP', 1, true) and not string.find(found.err, 'WRONGTYPE', 1, true) then
    error(found.err)
  end
  return found.err == nil and #found == 1
end
local function entry_state(key, group, entry)
  if asked('XPENDING', key, group, entry, entry, 1) then
    return '1'
  end
  return asked('XRANGE', key, entry, entry) and '0' or '2'
end
local receipts = number()
for i = 0, receipts - 1 do
  local key, group, entry, expected = KEYS[number()], take(), take(), take()
  local actual = entry_state(key, group, entry)
  if actual ~= expected then
    differ('receipt', i, actual)
  end
end
if #differs > 1 then
  if asks and place_in_line == 0 then
    line_up()
  end
  return differs
end

-- Hands on arguments in slices: for each item so many, in the order that the command wants.
local function write(width, arrange)
  local count = number()
  local batch = {}
  for i = 1, count do
    local item = {}
    for j = 1, width do
      item[j] = take()
    end
    batch[#batch + 1] = item
    if #batch == SLICE or i == count then
      arrange(batch)
      batch = {}
    end
  end
  return count
end

local function pairs_of(batch, name, value)
  local flat = {}
  for i = 1, #batch do
    flat[2 * i - 1] = batch[i][name]
    flat[2 * i] = batch[i][value]
  end
  return flat
end

write(4, function(batch)
  for i = 1, #batch do
    redis.call('XACK', KEYS[tonumber(batch[i][1])], batch[i][2], batch[i][3])
  end
end)
local new_ids = write(1, function(batch)
  local last = redis.call('HINCRBY', KEYS[5], 'ids', #batch)
  local flat = {}
  for i = 1, #batch do
    flat[2 * i - 1] = string.format('%.0f', last - #batch + i)
    flat[2 * i] = batch[i][1]
  end
  redis.call('ZADD', KEYS[3], unpack(flat))
end)
local forgotten = 0
if new_ids > 0 then
  local tail = redis.call('LINDEX', KEYS[4], -1)
  local till = tail and tonumber(string.match(tail, ':(%d+)$')) or 0
  redis.call('RPUSH', KEYS[4], redis.call('HGET', KEYS[5], 'ids') .. ':'
    .. string.format('%.0f', is_too_long(till) and ids_until() or math.max(till, ids_until())))
  forgotten = math.max(0, redis.call('ZCARD', KEYS[3]) - most_ids)
  if forgotten > 0 then
    redis.call('ZREMRANGEBYRANK', KEYS[3], 0, forgotten - 1)
  end
end

for first = 1, #account_texts, SLICE do
  redis.call('HSET', KEYS[6], unpack(account_texts, first, math.min(#account_texts, first + SLICE - 1)))
end
for first = 1, #account_opened, SLICE do
  redis.call('ZADD', KEYS[7], unpack(account_opened, first, math.min(#account_opened, first + SLICE - 1)))
end
write(2, function(batch) redis.call('HSET', KEYS[8], unpack(pairs_of(batch, 1, 2))) end)
write(2, function(batch) redis.call('ZADD', KEYS[9], unpack(pairs_of(batch, 2, 1))) end)
write(2, function(batch) redis.call('ZADD', KEYS[10], unpack(pairs_of(batch, 2, 1))) end)
write(3, function(batch)
  redis.call('HSET', KEYS[11], unpack(pairs_of(batch, 1, 2)))
  local last = redis.call('HINCRBY', KEYS[5], 'alerts', #batch)
  local flat = {}
  for i = 1, #batch do
    flat[2 * i - 1] = batch[i][3]
    flat[2 * i] = string.format('%019.0f', last - #batch + i) .. batch[i][1]
  end
  redis.call('ZADD', KEYS[12], unpack(flat))
end)
write(4, function(batch)
  local last = redis.call('HINCRBY', KEYS[5], 'deliveries', #batch)
  for i = 1, #batch do
    local place, alert, record = 11 + 4 * tonumber(batch[i][1]), batch[i][2], batch[i][4]
    local order = batch[i][3] .. string.format('%019.0f', last - #batch + i)
    -- One that is there already stands in an index by its own order.
    if redis.call('HEXISTS', KEYS[place], alert) == 0 then
      redis.call('HSET', KEYS[place], alert, order .. '|' .. record)
      local index, not_before = string.match(record, '^(.)|.|(%d+)|')
      if index == 'w' then
        redis.call('ZADD', KEYS[place + 2], not_before, alert)
      else
        redis.call('ZADD', KEYS[place + (index == 'p' and 3 or 1)], 0, order .. alert)
      end
    end
  end
end)
write(1, function(batch)
  for i = 1, #batch do
    redis.call('SADD', KEYS[13], batch[i][1])
  end
end)

redis.call('SET', KEYS[2], string.format('%.0f %.0f', part, forgotten), 'EX', writer_seconds)
if place_in_line == 1 then
  table.remove(line, 1)
  write_line()
end
return { 'done', tostring(forgotten), string.format('%.0f', redis.call('HINCRBY', KEYS[5], 'commits', 1)) }
