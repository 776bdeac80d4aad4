-- What a consumer is told of an entry. It stands before the scripts that hand out entries.
-- ARGV: the last one says how many bytes the events in an answer come to at most, and so how long one is that is told at all.
local MOST = tonumber(ARGV[#ARGV])
-- So much is looked at for one answer, that others have their turn.
local MOST_SEEN = 4 * MOST
local carried, seen, is_full = 0, 0, false

local function event_of(fields)
  for i = 1, #fields - 1, 2 do
    if fields[i] == 'event' then
      return fields[i + 1]
    end
  end
  return false
end

-- Its id, its count, its event if there is one and room for it, and how long that is. After one that found no room none does, so that all keep their order.
local function entry(id, count, fields)
  local event = event_of(fields)
  local length = event and #event or 0
  seen = seen + length
  if event and (is_full or carried + length > MOST) then
    is_full = is_full or length <= MOST
    event = false
  else
    carried = carried + length
  end
  return { id, tostring(count), event, tostring(length) }
end

-- Whether there was no room for it, though there is in an answer of its own.
local function is_left(told)
  local length = tonumber(told[4])
  return not told[3] and length > 0 and length <= MOST
end
