-- now, now in seconds, worker, seconds until the worker counts as dead, seconds until the job counts as abandoned,
-- job ('' for none), queue, seconds worked -> 1 when the job is still this worker's
local now, worker, id = ARGV[1], ARGV[3], ARGV[6]
local key = 'rq:worker:' .. worker
redis.call('HSET', key, 'last_heartbeat', now)
redis.call('EXPIRE', key, ARGV[4])
if id == '' then return 1 end
redis.call('HSET', key, 'current_job_working_time', ARGV[8])
if field(id, 'worker_name') ~= worker or field(id, 'status') ~= 'started' then return 0 end
redis.call('HSET', job_key(id), 'last_heartbeat', now)
redis.call('ZADD', registry_key('wip', ARGV[7]), 'XX', tonumber(ARGV[2]) + tonumber(ARGV[5]), id)
keep_execution(id, worker, tonumber(ARGV[2]), tonumber(ARGV[5]))
return 1
