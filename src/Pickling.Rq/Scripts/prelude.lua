-- Before every script: RQ's keys, and what several scripts do. Names and rules are those of rq/queue.py, job.py, registry.py.
local function job_key(id) return 'rq:job:' .. id end
local function queue_key(queue) return 'rq:queue:' .. queue end
local function registry_key(kind, queue) return 'rq:' .. kind .. ':' .. queue end
local function dependents_key(id) return 'rq:job:' .. id .. ':dependents' end
-- Two colons: Job.dependencies_key puts one behind a prefix that ends with one.
local function dependencies_key(id) return 'rq:job::' .. id .. ':dependencies' end

local function field(id, name)
  local value = redis.call('HGET', job_key(id), name)
  if value == '' then return false end
  return value
end

-- A lifetime in seconds: nil keeps what is, -1 keeps for ever.
local function expire_job(id, seconds)
  if seconds and seconds > 0 then
    for _, key in ipairs({job_key(id), dependents_key(id), dependencies_key(id)}) do
      redis.call('EXPIRE', key, seconds)
    end
  end
end

local function enqueue(id, queue, now, at_front)
  redis.call('SADD', 'rq:queues', queue_key(queue))
  redis.call('HSET', job_key(id), 'status', 'queued', 'origin', queue, 'enqueued_at', now)
  if not field(id, 'timeout') then redis.call('HSET', job_key(id), 'timeout', 180) end
  expire_job(id, tonumber(field(id, 'ttl') or nil))
  redis.call(at_front and 'LPUSH' or 'RPUSH', queue_key(queue), id)
end

-- Whether all that a job waits for is done. `parent` has just come to the given end.
local function is_met(id, parent, parent_status)
  local allows_failure = field(id, 'allow_dependency_failures') == '1'
  for _, dependency in ipairs(redis.call('SMEMBERS', dependencies_key(id))) do
    local status = dependency == parent and parent_status or field(dependency, 'status')
    if status and status ~= 'finished' and not (status == 'failed' and allows_failure) then return false end
  end
  return true
end

local function enqueue_dependents(id, status, now)
  for _, dependent in ipairs(redis.call('SMEMBERS', dependents_key(id))) do
    local origin = field(dependent, 'origin')
    if origin and is_met(dependent, id, status) then
      redis.call('ZREM', registry_key('deferred', origin), dependent)
      redis.call('SREM', dependents_key(id), dependent)
      enqueue(dependent, origin, now, field(dependent, 'enqueue_at_front') == '1')
    end
  end
end

local function add_result(id, kind, name, value, seconds)
  local key = 'rq:results:' .. id
  if value == '' then
    redis.call('XADD', key, 'MAXLEN', '~', 10, '*', 'type', kind)
  else
    redis.call('XADD', key, 'MAXLEN', '~', 10, '*', 'type', kind, name, value)
  end
  if seconds == -1 then
    redis.call('PERSIST', key)
  elseif seconds then
    redis.call('EXPIRE', key, seconds)
  end
end

-- Tries a failed job again when it has tries left. Job.get_retry_interval counts from the end of its list.
local function retry(id, queue, now, now_seconds)
  local left = tonumber(field(id, 'retries_left') or '0')
  if left <= 0 then return false end
  local interval = 0
  local intervals = field(id, 'retry_intervals')
  if intervals then
    local list = cjson.decode(intervals)
    interval = tonumber(list[math.max(#list - left, 0) + 1] or 0)
  end
  redis.call('HSET', job_key(id), 'retries_left', left - 1)
  if interval > 0 then
    redis.call('SADD', 'rq:queues', queue_key(queue))
    redis.call('HSET', job_key(id), 'status', 'scheduled')
    redis.call('ZADD', registry_key('scheduled', queue), now_seconds + math.ceil(interval), id)
  else
    enqueue(id, queue, now, false)
  end
  return true
end

-- The end of a job that is not tried again. The error is base64 of zlib data.
local function give_up(id, queue, status, now, now_seconds, failure)
  local ttl = tonumber(field(id, 'failure_ttl') or nil)
  redis.call('HSET', job_key(id), 'status', status, 'ended_at', now)
  add_result(id, 2, 'exc_string', failure, ttl)
  redis.call('PERSIST', job_key(id))
  ttl = ttl or 31536000
  expire_job(id, ttl)
  redis.call('ZADD', registry_key('failed', queue), ttl < 0 and ttl or now_seconds + ttl, id)
  enqueue_dependents(id, status, now)
end

-- Takes a job out of every list that it may be in.
local function remove_everywhere(id, queue)
  redis.call('LREM', queue_key(queue), 0, id)
  for _, kind in ipairs({'wip', 'finished', 'failed', 'deferred', 'scheduled', 'canceled'}) do
    redis.call('ZREM', registry_key(kind, queue), id)
  end
end

-- The worker's own account of a job that has ended.
local function leave_job(worker, count, seconds)
  local key = 'rq:worker:' .. worker
  redis.call('HDEL', key, 'current_job')
  redis.call('HSET', key, 'current_job_working_time', 0)
  if count then
    redis.call('HINCRBY', key, count, 1)
    redis.call('HINCRBYFLOAT', key, 'total_working_time', seconds)
  end
end
