-- now, now in seconds, queue: enqueues what is due -> how many
local now, queue = ARGV[1], ARGV[3]
local count = 0
for _, id in ipairs(redis.call('ZRANGEBYSCORE', registry_key('scheduled', queue), 0, ARGV[2], 'LIMIT', 0, 1000)) do
  redis.call('ZREM', registry_key('scheduled', queue), id)
  if redis.call('HEXISTS', job_key(id), 'data') == 1 then
    enqueue_ready(id, queue, now, tonumber(ARGV[2]))
    count = count + 1
  end
end
return count
