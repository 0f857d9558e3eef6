-- now, worker, job, queue: back to where it came from, because the worker has to go
local id, queue = ARGV[3], ARGV[4]
leave_job(ARGV[2], nil, 0)
if field(id, 'status') ~= 'started' or field(id, 'worker_name') ~= ARGV[2] then
  forget_started(id, queue)
  return 0
end
redis.call('ZREM', registry_key('wip', queue), id)
enqueue(id, queue, ARGV[1], true)
return 1
