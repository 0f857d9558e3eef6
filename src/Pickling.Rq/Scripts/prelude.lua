-- Before every script: RQ's keys, and what several scripts do. Names and rules are those of rq/queue.py, job.py, registry.py.
local function job_key(id) return 'rq:job:' .. id end
local function queue_key(queue) return 'rq:queue:' .. queue end
local function registry_key(kind, queue) return 'rq:' .. kind .. ':' .. queue end
local function dependents_key(id) return 'rq:job:' .. id .. ':dependents' end
-- Two colons: Job.dependencies_key puts one behind a prefix that ends with one.
local function dependencies_key(id) return 'rq:job::' .. id .. ':dependencies' end

-- RQ 2 keeps what its workers run as executions; rq:wip has them as job:execution, where RQ 1 and workers here have the job.
local function executions_key(id) return 'rq:executions:' .. id end
local function execution_key(id, execution) return 'rq:execution:' .. id .. ':' .. execution end
local function worker_executions_key(worker) return 'rq:worker:' .. worker .. ':executions' end

-- A number, or what stands for one that is missing or none: what is wrong with one job must not hold up others.
local function number_of(id, name, default)
  return tonumber(redis.call('HGET', 'rq:job:' .. id, name) or '') or default
end

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
  expire_job(id, number_of(id, 'ttl', nil))
  redis.call(at_front and 'LPUSH' or 'RPUSH', queue_key(queue), id)
end

-- RQ 2's rate limits (rate_limit.py): enqueues jobs that wait for a slot, as long as there is one.
local function fill_slots(limit, now, now_seconds)
  local key = 'rq:rl:' .. limit
  local slots = tonumber(redis.call('HGET', key, 'concurrency') or '0')
  while redis.call('ZCARD', key .. ':allowed') < slots do
    local id = redis.call('ZPOPMIN', key .. ':rate_limited')[1]
    if not id then return end
    local origin = field(id, 'origin')
    if origin and field(id, 'status') == 'rate_limited' then
      redis.call('ZADD', key .. ':allowed', now_seconds, id)
      enqueue(id, origin, now, field(id, 'enqueue_at_front') == '1')
    end
  end
end

local function release_slot(id, now, now_seconds)
  local limit = field(id, 'rate_limit_key')
  if not limit then return end
  redis.call('ZREM', 'rq:rl:' .. limit .. ':allowed', id)
  redis.call('ZREM', 'rq:rl:' .. limit .. ':rate_limited', id)
  fill_slots(limit, now, now_seconds)
end

-- Enqueues a job that is ready, or lets it wait for a slot.
local function enqueue_ready(id, queue, now, now_seconds)
  local limit = field(id, 'rate_limit_key')
  if not limit then
    enqueue(id, queue, now, field(id, 'enqueue_at_front') == '1')
    return
  end
  redis.call('SADD', 'rq:rl-keys', limit)
  redis.call('HSET', 'rq:rl:' .. limit, 'concurrency', field(id, 'rate_limit_concurrency') or '1')
  redis.call('HSET', job_key(id), 'status', 'rate_limited', 'origin', queue)
  redis.call('ZADD', 'rq:rl:' .. limit .. ':rate_limited', now_seconds, id)
  fill_slots(limit, now, now_seconds)
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

local function enqueue_dependents(id, status, now, now_seconds)
  for _, dependent in ipairs(redis.call('SMEMBERS', dependents_key(id))) do
    local origin = field(dependent, 'origin')
    -- One that was cancelled meanwhile stays among the dependents.
    if origin and field(dependent, 'status') == 'deferred' and is_met(dependent, id, status) then
      redis.call('ZREM', registry_key('deferred', origin), dependent)
      redis.call('SREM', dependents_key(id), dependent)
      enqueue_ready(dependent, origin, now, now_seconds)
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

local function enqueue_after(id, queue, now, now_seconds, interval, at_front)
  if interval > 0 then
    redis.call('SADD', 'rq:queues', queue_key(queue))
    redis.call('HSET', job_key(id), 'status', 'scheduled')
    redis.call('ZADD', registry_key('scheduled', queue), now_seconds + math.ceil(interval), id)
  else
    enqueue(id, queue, now, at_front)
  end
end

local function intervals_of(id, name)
  local is_list, list = pcall(cjson.decode, field(id, name) or '[]')
  return is_list and type(list) == 'table' and list or {}
end

-- Tries a failed job again when it has tries left. Job.get_retry_interval counts from the end of its list.
local function retry(id, queue, now, now_seconds)
  local left = number_of(id, 'retries_left', 0)
  if left <= 0 then return false end
  local intervals = intervals_of(id, 'retry_intervals')
  local interval = tonumber(intervals[math.max(#intervals - left, 0) + 1]) or 0
  redis.call('HSET', job_key(id), 'retries_left', left - 1)
  enqueue_after(id, queue, now, now_seconds, interval, field(id, 'enqueue_at_front_on_retry') == '1')
  -- A try at once keeps its slot.
  if interval > 0 then release_slot(id, now, now_seconds) end
  return true
end

-- Runs a finished job again where RQ 2 was told to: repeat.py counts the intervals from the end, too.
local function run_again(id, queue, now, now_seconds)
  local left = number_of(id, 'repeats_left', 0)
  if left <= 0 then return false end
  local intervals = intervals_of(id, 'repeat_intervals')
  local interval = tonumber(intervals[math.min(left, #intervals)]) or 0
  redis.call('HSET', job_key(id), 'repeats_left', left - 1)
  enqueue_after(id, queue, now, now_seconds, interval, false)
  return true
end

-- The end of a job that is not tried again. The error is base64 of zlib data.
local function give_up(id, queue, status, now, now_seconds, failure)
  local ttl = number_of(id, 'failure_ttl', nil)
  redis.call('HSET', job_key(id), 'status', status, 'ended_at', now)
  add_result(id, 2, 'exc_string', failure, ttl)
  redis.call('PERSIST', job_key(id))
  ttl = ttl or 31536000
  expire_job(id, ttl)
  redis.call('ZADD', registry_key('failed', queue), ttl < 0 and ttl or now_seconds + ttl, id)
  enqueue_dependents(id, status, now, now_seconds)
  release_slot(id, now, now_seconds)
end

-- Takes a job out of every list that it may be in.
local function remove_everywhere(id, queue)
  redis.call('LREM', queue_key(queue), 0, id)
  for _, kind in ipairs({'wip', 'finished', 'failed', 'deferred', 'scheduled', 'canceled'}) do
    redis.call('ZREM', registry_key(kind, queue), id)
  end
  for _, execution in ipairs(redis.call('ZRANGE', executions_key(id), 0, -1)) do
    redis.call('ZREM', registry_key('wip', queue), id .. ':' .. execution)
  end
end

-- A job that is not its worker's any more: RQ 2 cancels one without looking among those that run.
local function forget_started(id, queue)
  if field(id, 'status') ~= 'started' then redis.call('ZREM', registry_key('wip', queue), id) end
end

-- What RQ 2 shows of a job that runs here: one execution a worker and job, whose id has no colon in it.
local function keep_execution(id, worker, now_seconds, patience)
  local execution = redis.sha1hex(worker)
  if redis.call('HEXISTS', execution_key(id, execution), 'id') == 1 then
    redis.call('HSET', execution_key(id, execution), 'last_heartbeat', now_seconds)
    redis.call('ZADD', executions_key(id), now_seconds + patience, execution)
    -- RQ looks for the hash of every execution that the others name, so it stays longest.
    redis.call('EXPIRE', execution_key(id, execution), patience + 120)
    redis.call('EXPIRE', executions_key(id), patience + 60)
    redis.call('EXPIRE', worker_executions_key(worker), patience + 60)
  end
end

local function start_execution(id, worker, now_seconds, patience)
  local execution = redis.sha1hex(worker)
  redis.call('HSET', execution_key(id, execution), 'id', execution, 'job_id', id, 'worker_name', worker, 'created_at', now_seconds)
  redis.call('SADD', worker_executions_key(worker), id .. ':' .. execution)
  keep_execution(id, worker, now_seconds, patience)
end

local function end_execution(id, worker)
  local execution = redis.sha1hex(worker)
  redis.call('DEL', execution_key(id, execution))
  redis.call('ZREM', executions_key(id), execution)
  redis.call('SREM', worker_executions_key(worker), id .. ':' .. execution)
end

-- The worker's own account of a job that has ended.
local function leave_job(worker, count, seconds)
  local key = 'rq:worker:' .. worker
  local id = redis.call('HGET', key, 'current_job')
  if id then end_execution(id, worker) end
  redis.call('HDEL', key, 'current_job')
  redis.call('HSET', key, 'current_job_working_time', 0, 'state', 'idle')
  if count then
    redis.call('HINCRBY', key, count, 1)
    redis.call('HINCRBYFLOAT', key, 'total_working_time', seconds)
  end
end
