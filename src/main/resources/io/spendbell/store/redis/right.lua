-- What is held by name. A lease is who has it, until when, and for how many milliseconds. Redis ends it by its clock: one of which more
-- is left than it was given for is from before that was set back, and begins anew, so that its owner can still put it off.

local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function hold(key, owner, now, millis)
  redis.call('SET', key, table.concat({ owner, string.format('%.0f', now + millis), millis }, ' '), 'PX', millis)
end

local function held(key)
  local lease = redis.call('GET', key)
  return lease, string.match(lease or '', '^(.*) (%d+) (%d+)$')
end

-- Takes a lease or prolongs it; tells whether the owner has it now.
local function acquire(key, asker, millis)
  local now = clock()
  local lease, owner, ends, given = held(key)
  if lease and owner ~= asker then
    if owner and tonumber(ends) > now + tonumber(given) then
      hold(key, owner, now, given)
    end
    return false
  end
  hold(key, asker, now, millis)
  return true
end
