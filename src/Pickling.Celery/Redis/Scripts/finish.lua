-- delivery tag, key of the result ('' for none), result, its lifetime in seconds (-1 for ever), then queues and messages in turn:
-- result, acknowledgement and what follows, in one step -> 1 when it was not acknowledged before
if ARGV[2] ~= '' then
  if tonumber(ARGV[4]) > 0 then
    redis.call('SET', ARGV[2], ARGV[3], 'EX', ARGV[4])
  else
    redis.call('SET', ARGV[2], ARGV[3])
  end
  redis.call('PUBLISH', ARGV[2], ARGV[3])
end
for i = 5, #ARGV, 2 do redis.call('LPUSH', ARGV[i], ARGV[i + 1]) end
redis.call('ZREM', 'unacked_index', ARGV[1])
return redis.call('HDEL', 'unacked', ARGV[1])
