-- now, now in seconds, queue, '1' to put abandoned jobs back into the queue, error -> ids of abandoned jobs
local now, now_seconds, queue = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local abandoned = {}
for _, entry in ipairs(redis.call('ZRANGEBYSCORE', registry_key('wip', queue), 0, now_seconds)) do
  redis.call('ZREM', registry_key('wip', queue), entry)
  -- A worker of RQ 2 has its execution behind the job.
  local id = redis.call('EXISTS', job_key(entry)) == 0 and string.match(entry, '^(.*):[^:]*$') or entry
  abandoned[#abandoned + 1] = id
  -- One that was cancelled, or put back by hand, has only left its entry here.
  if redis.call('HEXISTS', job_key(id), 'data') == 1 and field(id, 'status') == 'started' and not retry(id, queue, now, now_seconds) then
    if ARGV[4] == '1' then
      enqueue(id, queue, now, true)
    else
      give_up(id, queue, 'failed', now, now_seconds, ARGV[5])
    end
  end
end
redis.call('ZREMRANGEBYSCORE', registry_key('finished', queue), 0, now_seconds)
redis.call('ZREMRANGEBYSCORE', registry_key('failed', queue), 0, now_seconds)
for _, worker in ipairs(redis.call('SMEMBERS', 'rq:workers:' .. queue)) do
  if redis.call('EXISTS', worker) == 0 then
    redis.call('SREM', 'rq:workers:' .. queue, worker)
    redis.call('SREM', 'rq:workers', worker)
  end
end
return abandoned
