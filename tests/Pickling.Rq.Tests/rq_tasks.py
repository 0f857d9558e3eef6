"""Functions that Python's own workers run for the tests of Pickling.Rq."""
import time


class OutOfStock(Exception):
    pass


def add(a, b=0):
    return a + b


def echo(*args, **kwargs):
    return args, kwargs


def nothing():
    return None


def fail(message):
    raise OutOfStock(message)


def fail_together():
    raise ExceptionGroup("many", [ValueError("a"), TypeError("b")])


def fail_once(path):
    """Fails the first time that it is called with a path."""
    try:
        with open(path, "x"):
            pass
    except FileExistsError:
        return "second"
    raise OutOfStock("first")


def sleep(seconds):
    time.sleep(seconds)
    return "awake"
