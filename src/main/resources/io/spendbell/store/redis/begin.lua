-- KEYS: as above. ARGV: owner, when the post is to be repeated, alerts. Answers those that are the owner's.
local begun = {}
for i = 3, #ARGV do
  local r = find(ARGV[i])
  if r and r.owner == ARGV[1] then
    r.posting = '1'
    r.not_before = ARGV[2]
    move(r, ARGV[i], 'w')
    begun[#begun + 1] = ARGV[i]
  end
end
return begun
