"""The app of the tests of Pickling.Celery; PICKLING_BROKER and PICKLING_BACKEND say where its servers are."""
import os
import time

from celery import Celery, chain, group


app = Celery("celery_app", broker=os.environ["PICKLING_BROKER"], backend=os.environ["PICKLING_BACKEND"])
app.conf.update(task_serializer="pickle", result_serializer="pickle", accept_content=["pickle", "json"],
                broker_connection_retry_on_startup=True, task_track_started=False)


class OutOfStock(Exception):
    pass


@app.task
def add(a, b=0):
    return a + b


@app.task
def echo(*args, **kwargs):
    return args, kwargs


@app.task
def fail(message):
    raise OutOfStock(message)


@app.task(bind=True, max_retries=3)
def third(self):
    if self.request.retries < 2:
        raise self.retry(countdown=0)
    return self.request.retries


@app.task
def sleep(seconds):
    time.sleep(seconds)
    return "awake"
