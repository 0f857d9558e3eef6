-- now, job, '1' for the front -> 1 when it was in the registry of failed jobs
local id = ARGV[2]
local queue = field(id, 'origin')
if not queue or redis.call('ZREM', registry_key('failed', queue), id) == 0 then return 0 end
redis.call('HSET', job_key(id), 'started_at', '', 'ended_at', '')
redis.call('HDEL', job_key(id), 'exc_info')
redis.call('PERSIST', job_key(id))
enqueue(id, queue, ARGV[1], ARGV[3] == '1')
return 1
