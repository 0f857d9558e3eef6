-- now, now in seconds, worker, seconds until the job counts as abandoned, queues in order
-- -> nothing | 'suspended' | queue, id, fields of the job
local now, now_seconds, worker, patience = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
if redis.call('EXISTS', 'rq:suspended') == 1 then return {'suspended'} end
for i = 5, #ARGV do
  local queue = ARGV[i]
  while true do
    local id = redis.call('LPOP', queue_key(queue))
    if not id then break end
    -- What is deleted stays in the list: RQ passes over it too.
    if redis.call('HEXISTS', job_key(id), 'data') == 1 then
      redis.call('HSET', job_key(id), 'status', 'started', 'started_at', now, 'last_heartbeat', now, 'worker_name', worker)
      redis.call('PERSIST', job_key(id))
      redis.call('ZADD', registry_key('wip', queue), now_seconds + patience, id)
      start_execution(id, worker, now_seconds, patience)
      redis.call('HSET', 'rq:worker:' .. worker, 'current_job', id, 'state', 'busy', 'last_heartbeat', now)
      return {queue, id, redis.call('HGETALL', job_key(id))}
    end
  end
end
return {}
