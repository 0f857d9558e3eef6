"""Enqueues with rq, as bench/Pickling.Queues.Bench does: PORT JOBS; prints jobs a second, one by one and in batches."""
import sys
import time

import redis
from rq import Queue

port, jobs = int(sys.argv[1]), int(sys.argv[2])
connection = redis.Redis(port=port)
queue = Queue("bench", connection=connection)
for _ in range(100):
    queue.enqueue("tasks.add", 1, b="warm")
start = time.perf_counter()
for number in range(jobs):
    queue.enqueue("tasks.add", number, b="two")
one_by_one = jobs / (time.perf_counter() - start)
start = time.perf_counter()
for first in range(0, jobs, 250):
    queue.enqueue_many([Queue.prepare_data("tasks.add", (number,), {"b": "two"}) for number in range(first, min(first + 250, jobs))])
print(one_by_one, jobs / (time.perf_counter() - start))
