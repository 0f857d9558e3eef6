"""Python's side of the tests of Pickling.Celery: statements, then the repr of an expression, with the app at hand."""
import datetime
import sys

import celery
from celery import chain, chord, group, signature
from celery.result import AsyncResult
from kombu.exceptions import OperationalError

from celery_app import app, add, echo, fail


def outcome(result, timeout=60):
    """What a caller sees: the value, or the exception with its class."""
    try:
        return result.get(timeout=timeout)
    except Exception as error:
        return "%s.%s: %s" % (type(error).__module__, type(error).__name__, error)


def send(name, *args, **options):
    kwargs = options.pop("kwargs", None)
    return app.send_task(name, args, kwargs, **dict(dict(queue="dotnet"), **options))


exec(sys.argv[1])
print(repr(eval(sys.argv[2])))
