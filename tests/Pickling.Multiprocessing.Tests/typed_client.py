"""python typed_client.py PORT KEY: calls the methods of an interface of .NET. Runs on Python 2.7 and 3."""

import binascii
import sys
import types
from multiprocessing.managers import BaseManager


class Job(object):
    pass


Job.__module__ = "jobs"
sys.modules["jobs"] = types.ModuleType("jobs")
sys.modules["jobs"].Job = Job


class Manager(BaseManager):
    pass


Manager.register("Warehouse")


def raises(kind, function, *arguments, **named):
    try:
        result = function(*arguments, **named)
    except kind as error:
        return error
    raise AssertionError("expected %s, got %r" % (kind.__name__, result))


def main(port, key):
    manager = Manager(("127.0.0.1", int(port)), binascii.unhexlify(key))
    manager.connect()
    warehouse = manager.Warehouse()
    assert warehouse.add_item("apples") == 1
    assert warehouse.add_item("apples", 4) == 5
    assert warehouse.add_item(item="apples", count=5) == 10
    raises(KeyError, warehouse.add_item, "nothing")
    raises(TypeError, warehouse.add_item)
    raises(TypeError, warehouse.add_item, 5)
    raises(TypeError, warehouse.add_item, "apples", 1, 2)
    raises(TypeError, warehouse.add_item, "apples", number=1)
    assert warehouse.wait() is None
    job = warehouse.next_job(item_name="pears")
    assert type(job) is Job and job.name == "pears" and list(job.steps) == [1, 2], vars(job)
    job.name = "from Python"
    assert warehouse.forget(job) is None
    raises(TypeError, warehouse.forget, 5)
    assert [(each.name, list(each.steps)) for each in warehouse.jobs_of({"a": 1})] == [("a", [1])]
    print("held")


if __name__ == "__main__":
    main(*sys.argv[1:])
