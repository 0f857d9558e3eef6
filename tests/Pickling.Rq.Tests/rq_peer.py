"""Python's side of the tests of Pickling.Rq: rq itself, on the Redis server of a port.

rq_peer.py PORT info                       what `rq info` prints
rq_peer.py PORT worker ARGUMENTS           `rq worker` with these arguments
rq_peer.py PORT eval EXPRESSION            the repr of an expression with q (the queue `dotnet`), Job, Worker, Queue, Retry, redis
"""
import datetime
import os
import sys

import redis
import rq
from rq import Queue, Retry, Worker
from rq.command import send_stop_job_command, send_shutdown_command
from rq.job import Dependency, Job
from rq.registry import (CanceledJobRegistry, DeferredJobRegistry, FailedJobRegistry, FinishedJobRegistry,
                         ScheduledJobRegistry, StartedJobRegistry)

import rq_tasks

port, command, *arguments = sys.argv[1:]
url = "redis://127.0.0.1:%s" % port
if command == "eval":
    connection = redis.Redis.from_url(url)
    q = Queue("dotnet", connection=connection)
    fetch = lambda id: Job.fetch(id, connection=connection)
    status = lambda job: str.__str__(job.get_status())  # an enum from RQ 1.16 on
    if len(arguments) > 1:
        exec(arguments[0])
    print(repr(eval(arguments[-1])))
else:
    from rq.cli import main
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    sys.argv = ["rq", command, "--url", url] + arguments
    main()
