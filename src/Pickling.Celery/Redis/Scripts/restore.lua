-- delivery tag, message, queues: back to where it is taken next, unless somebody else did that or it was acknowledged
redis.call('ZREM', 'unacked_index', ARGV[1])
if redis.call('HDEL', 'unacked', ARGV[1]) == 0 then return 0 end
for i = 3, #ARGV do redis.call('RPUSH', ARGV[i], ARGV[2]) end
return 1
