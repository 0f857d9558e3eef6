-- key of the group, index ('+inf' for none), part, lifetime in seconds (-1 for ever)
-- -> nothing | the form of the header where one was kept, else '', parts in their order
-- on_chord_part_return of celery/backends/redis.py, in one step: exactly one part sees all of them
local parts = ARGV[1] .. '.j'
redis.call('ZADD', parts, ARGV[2], ARGV[3])
if tonumber(ARGV[4]) > 0 then
  for _, suffix in ipairs({'.j', '.t', '.s'}) do redis.call('EXPIRE', ARGV[1] .. suffix, ARGV[4]) end
end
local size = redis.call('GET', ARGV[1] .. '.s')
if not size then return {} end
local more = tonumber(redis.call('GET', ARGV[1] .. '.t') or '0')
if redis.call('ZCARD', parts) ~= tonumber(size) + more then return {} end
local ended = redis.call('ZRANGE', parts, 0, -1)
table.insert(ended, 1, redis.call('GET', ARGV[1]) or '')
return ended
