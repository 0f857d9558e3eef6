"""python manager.py KEY: prints its port and serves until it is told to shut down. Runs on Python 2.7 and 3."""

import binascii
import sys
import types
from multiprocessing.managers import SyncManager


class Calculator(object):
    def __init__(self, start=0):
        self.total = start

    def add(self, number, times=1):
        self.total += number * times
        return self.total

    def fail(self):
        raise KeyError("wrong", 7)

    def function(self):
        return lambda: None


class Job(object):
    pass


Job.__module__ = "jobs"
sys.modules["jobs"] = types.ModuleType("jobs")
sys.modules["jobs"].Job = Job


class Manager(SyncManager):
    pass


Manager.register("Calculator", Calculator)

if __name__ == "__main__":
    manager = Manager(("127.0.0.1", 0), binascii.unhexlify(sys.argv[1]))
    server = manager.get_server()
    print(server.address[1])
    sys.stdout.flush()
    server.serve_forever()
