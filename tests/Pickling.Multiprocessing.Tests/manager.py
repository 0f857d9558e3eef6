"""python manager.py KEY [PORT]: prints its port and serves until it is told to shut down. Runs on Python 2.7 and 3."""

import binascii
import sys
import types
from multiprocessing import current_process
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

    def count_to(self, end):
        return iter(range(end))


class Job(object):
    pass


Job.__module__ = "jobs"
sys.modules["jobs"] = types.ModuleType("jobs")
sys.modules["jobs"].Job = Job


class Manager(SyncManager):
    pass


Manager.register("Calculator", Calculator, method_to_typeid={"count_to": "Iterator"})

if __name__ == "__main__":
    # Python's own rule: proxies that arrive are used with the process's key.
    current_process().authkey = binascii.unhexlify(sys.argv[1])
    manager = Manager(("127.0.0.1", int(sys.argv[2]) if len(sys.argv) > 2 else 0), binascii.unhexlify(sys.argv[1]))
    server = manager.get_server()
    print(server.address[1])
    sys.stdout.flush()
    server.serve_forever()
