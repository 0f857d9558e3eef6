-- job, queue, '1' for the front, now in seconds, ttl ('' for none), count of dependencies, dependencies, fields and values
-- -> 'queued' | 'deferred'
local id, queue, count = ARGV[1], ARGV[2], tonumber(ARGV[6])
local fields = {}
for i = 7 + count, #ARGV do fields[#fields + 1] = ARGV[i] end
redis.call('HSET', job_key(id), unpack(fields))
local allows_failure = field(id, 'allow_dependency_failures') == '1'
local waits = false
for i = 7, 6 + count do
  local status = field(ARGV[i], 'status')
  waits = waits or (status and status ~= 'finished' and not (status == 'failed' and allows_failure))
end
if waits then
  redis.call('SADD', 'rq:queues', queue_key(queue))
  redis.call('HSET', job_key(id), 'status', 'deferred')
  redis.call('HDEL', job_key(id), 'enqueued_at')
  redis.call('ZADD', registry_key('deferred', queue), ARGV[4], id)
  for i = 7, 6 + count do
    redis.call('SADD', dependents_key(ARGV[i]), id)
    redis.call('SADD', dependencies_key(id), ARGV[i])
  end
  expire_job(id, tonumber(ARGV[5]))
  return 'deferred'
end
enqueue(id, queue, redis.call('HGET', job_key(id), 'enqueued_at'), ARGV[3] == '1')
return 'queued'
