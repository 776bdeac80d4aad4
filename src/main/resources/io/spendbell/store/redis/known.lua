-- KEYS: as above, epoch. ARGV: epoch, alerts. Answers: epoch, where it is another one; else gone and those that are not there.
if redis.call('GET', KEYS[6]) ~= ARGV[1] then
  return { 'epoch' }
end
local answer = { 'gone' }
for i = 2, #ARGV do
  if redis.call('HEXISTS', KEYS[1], ARGV[i]) == 0 then
    answer[#answer + 1] = ARGV[i]
  end
end
return answer
