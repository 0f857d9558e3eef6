-- now, now in seconds, worker, job, queue, seconds worked, '1' when it was stopped by a user, error
-- -> 'lost' | 'retried' | 'failed' | 'stopped'
local now, now_seconds, worker, id, queue = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]
local status = field(id, 'status')
-- Told twice, because the first answer was lost on its way, or abandoned meanwhile: either has used up a try already.
if status and status ~= 'started' and status ~= 'canceled' and status ~= 'finished' and field(id, 'worker_name') == worker then
  leave_job(worker, nil, 0)
  return (status == 'failed' or status == 'stopped') and status or 'retried'
end
leave_job(worker, 'failed_job_count', ARGV[6])
if status ~= 'started' or field(id, 'worker_name') ~= worker then
  forget_started(id, queue)
  return 'lost'
end
remove_everywhere(id, queue)
if ARGV[7] == '1' then
  give_up(id, queue, 'stopped', now, now_seconds, ARGV[8])
  return 'stopped'
end
if retry(id, queue, now, now_seconds) then return 'retried' end
give_up(id, queue, 'failed', now, now_seconds, ARGV[8])
return 'failed'
