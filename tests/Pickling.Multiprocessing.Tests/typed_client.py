"""python typed_client.py PORT KEY [parts]: calls the methods of an interface of .NET. Runs on Python 2.7 and 3."""

import binascii
import sys
import types
from multiprocessing.managers import BaseManager, IteratorProxy, ListProxy


class Job(object):
    pass


Job.__module__ = "jobs"
sys.modules["jobs"] = types.ModuleType("jobs")
sys.modules["jobs"].Job = Job


class Manager(BaseManager):
    pass


Manager.register("Warehouse")
Manager.register("Parts", method_to_typeid={"find": "Part", "make": "Part", "count_to": "Iterator"})
Manager.register("Part")
Manager.register("Iterator", proxytype=IteratorProxy, create_method=False)
Manager.register("list", proxytype=ListProxy)


def raises(kind, function, *arguments, **named):
    try:
        result = function(*arguments, **named)
    except kind as error:
        return error
    raise AssertionError("expected %s, got %r" % (kind.__name__, result))


def use_parts(manager):
    parts = manager.Parts()
    part = parts.find(7)
    assert (part.number(), parts.make(number=8).number()) == (7, 8)
    assert parts.find(0) is None
    assert list(parts.count_to(3)) == [0, 1, 2]
    assert parts.sum_of(part, [1, 2]) == 10
    assert parts.sum_of(part, manager.list([1, 2])) == 10
    assert "'part'" in str(raises(TypeError, parts.sum_of, manager.list(), [1]))
    assert "'parts'" in str(raises(TypeError, parts.sum_of_all, [part, part]))
    assert parts.import_(u"a", letter=u"b") == u"ab"
    assert parts.import_(from_=u"a") == u"ax"
    raises(TypeError, parts.import_, u"a", u"two")
    assert parts.add(1) == 2


def main(port, key, what="warehouse"):
    manager = Manager(("127.0.0.1", int(port)), binascii.unhexlify(key))
    manager.connect()
    if what == "parts":
        use_parts(manager)
        print("held")
        return
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
