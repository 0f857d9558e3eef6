-- now, now in seconds, worker, job, queue, seconds worked, default result ttl, result as base64 ('' for None),
-- result for the hash ('' for none) -> 1 when it was taken
local now, now_seconds, worker, id, queue = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]
local status = field(id, 'status')
-- Told twice, because the first answer was lost on its way.
if field(id, 'worker_name') == worker and (status == 'finished' or status ~= 'started' and field(id, 'repeats_left')) then
  leave_job(worker, nil, 0)
  return 1
end
leave_job(worker, 'successful_job_count', ARGV[6])
-- Deleted or cancelled meanwhile, or given to another worker because this one was silent for too long.
if not status or status == 'canceled' or field(id, 'worker_name') ~= worker then
  forget_started(id, queue)
  return 0
end
remove_everywhere(id, queue)
local ttl = number_of(id, 'result_ttl', tonumber(ARGV[7]))
if ttl == 0 then
  redis.call('HSET', job_key(id), 'status', 'finished')
  enqueue_dependents(id, 'finished', now, now_seconds)
  release_slot(id, now, now_seconds)
  if run_again(id, queue, now, now_seconds) then return 1 end
  redis.call('DEL', job_key(id), dependents_key(id), dependencies_key(id))
  return 1
end
redis.call('HSET', job_key(id), 'status', 'finished', 'ended_at', now)
if ARGV[9] ~= '' then redis.call('HSET', job_key(id), 'result', ARGV[9]) end
add_result(id, 1, 'return_value', ARGV[8], ttl)
redis.call('ZADD', registry_key('finished', queue), ttl < 0 and '+inf' or now_seconds + ttl, id)
enqueue_dependents(id, 'finished', now, now_seconds)
release_slot(id, now, now_seconds)
if not run_again(id, queue, now, now_seconds) then expire_job(id, ttl) end
return 1
