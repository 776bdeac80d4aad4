-- What the scripts of the outbox share. Its first KEYS: deliveries, ready, leased, later, parked of one destination.
--
-- A delivery's record is order|index|posting|not before|attempts|may be repeat|owner|lease ends|reason. It stands in exactly
-- one index: (r)eady and (p)arked by order, (l)eased by the lease's end, (w)aiting for a time by that time or the lease's end
-- if that is later. Whoever leased it last owns it, also when the lease has ended, until somebody else leases it.

local PATTERN = '^([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|([^|]*)|(.*)$'
local ORDER = 39

local function parsed(text)
  local r = {}
  r.order, r.index, r.posting, r.not_before, r.attempts, r.may_be_repeat, r.owner, r.lease_ends, r.reason =
    string.match(text, PATTERN)
  return r
end

-- The record of a delivery; nothing where there is none, or one that something else has written.
local function find(alert)
  local text = redis.call('HGET', KEYS[1], alert)
  local r = text and parsed(text)
  return r and r.order and r
end

local function leave(r, alert)
  if r.index == 'r' then
    redis.call('ZREM', KEYS[2], r.order .. alert)
  elseif r.index == 'l' then
    redis.call('ZREM', KEYS[3], alert)
  elseif r.index == 'w' then
    redis.call('ZREM', KEYS[4], alert)
  else
    redis.call('ZREM', KEYS[5], r.order .. alert)
  end
end

local function later(one, other)
  return tonumber(one) > tonumber(other) and one or other
end

-- Writes a record and puts it into the index that it names.
local function enter(r, alert, index)
  r.index = index
  if index == 'r' then
    redis.call('ZADD', KEYS[2], 0, r.order .. alert)
  elseif index == 'l' then
    redis.call('ZADD', KEYS[3], r.lease_ends, alert)
  elseif index == 'w' then
    redis.call('ZADD', KEYS[4], later(r.not_before, r.lease_ends), alert)
  else
    redis.call('ZADD', KEYS[5], 0, r.order .. alert)
  end
  redis.call('HSET', KEYS[1], alert, table.concat({
    r.order, r.index, r.posting, r.not_before, r.attempts, r.may_be_repeat, r.owner, r.lease_ends, r.reason,
  }, '|'))
end

local function move(r, alert, index)
  leave(r, alert)
  enter(r, alert, index)
end

-- What an index says of a delivery that it is not about: it was written by something else, and would hold up all behind it.
local function stray(r, index)
  return not r or r.index ~= index
end

-- Makes ready whatever has waited long enough and whatever lease has ended, at most so many of each.
local function promote(now, most)
  local due = redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', now, 'LIMIT', 0, most)
  for _, alert in ipairs(due) do
    local r = find(alert)
    if stray(r, 'w') then
      redis.call('ZREM', KEYS[4], alert)
    else
      if r.posting == '1' then
        r.may_be_repeat = '1'
      end
      r.posting = '0'
      r.not_before = '0'
      move(r, alert, 'r')
    end
  end
  local free = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, most)
  for _, alert in ipairs(free) do
    local r = find(alert)
    if stray(r, 'l') then
      redis.call('ZREM', KEYS[3], alert)
    else
      move(r, alert, 'r')
    end
  end
  return #due == most or #free == most
end
