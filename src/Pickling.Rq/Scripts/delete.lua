-- job -> 1 when there was one
local id = ARGV[1]
local queue = field(id, 'origin')
if queue then remove_everywhere(id, queue) end
redis.call('DEL', 'rq:results:' .. id, dependents_key(id), dependencies_key(id))
return redis.call('DEL', job_key(id))
