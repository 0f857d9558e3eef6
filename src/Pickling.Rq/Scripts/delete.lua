-- now, now in seconds, job -> 1 when there was one
local id = ARGV[3]
local queue = field(id, 'origin')
if queue then remove_everywhere(id, queue) end
release_slot(id, ARGV[1], tonumber(ARGV[2]))
redis.call('DEL', 'rq:results:' .. id, dependents_key(id), dependencies_key(id), executions_key(id))
return redis.call('DEL', job_key(id))
