-- KEYS: as above. ARGV: owner, lease ends, alerts.
for i = 3, #ARGV do
  local r = find(ARGV[i])
  if r and r.owner == ARGV[1] then
    r.lease_ends = ARGV[2]
    move(r, ARGV[i], r.index == 'r' and 'l' or r.index)
  end
end
return 'OK'
