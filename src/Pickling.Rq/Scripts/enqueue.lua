-- queue, job, '1' for the front, lifetime in seconds ('' for ever), then the job's fields and values in turn
-- Without the prelude, whose functions would be made anew for each job.
redis.call('SADD', 'rq:queues', 'rq:queue:' .. ARGV[1])
redis.call('HSET', 'rq:job:' .. ARGV[2], unpack(ARGV, 5))
if ARGV[4] ~= '' then redis.call('EXPIRE', 'rq:job:' .. ARGV[2], ARGV[4]) end
return redis.call(ARGV[3] == '1' and 'LPUSH' or 'RPUSH', 'rq:queue:' .. ARGV[1], ARGV[2])
