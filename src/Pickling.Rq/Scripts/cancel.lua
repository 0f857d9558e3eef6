-- now, now in seconds, job, '1' to run what depends on it all the same -> status before, or nothing
local id = ARGV[3]
local status = field(id, 'status')
if not status then return false end
if status == 'canceled' then return status end
local queue = field(id, 'origin')
remove_everywhere(id, queue)
for _, dependency in ipairs(redis.call('SMEMBERS', dependencies_key(id))) do
  redis.call('SREM', dependents_key(dependency), id)
end
redis.call('HSET', job_key(id), 'status', 'canceled')
redis.call('ZADD', registry_key('canceled', queue), ARGV[2], id)
release_slot(id, ARGV[1], tonumber(ARGV[2]))
if ARGV[4] == '1' then enqueue_dependents(id, 'finished', ARGV[1], tonumber(ARGV[2])) end
return status
