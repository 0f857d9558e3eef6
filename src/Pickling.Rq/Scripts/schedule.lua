-- now, now in seconds, queue: enqueues what is due -> how many
local now, queue = ARGV[1], ARGV[3]
local count = 0
for _, id in ipairs(redis.call('ZRANGEBYSCORE', registry_key('scheduled', queue), 0, ARGV[2], 'LIMIT', 0, 1000)) do
  redis.call('ZREM', registry_key('scheduled', queue), id)
  if redis.call('HEXISTS', job_key(id), 'data') == 1 then
    enqueue(id, queue, now, field(id, 'enqueue_at_front') == '1')
    count = count + 1
  end
end
return count
