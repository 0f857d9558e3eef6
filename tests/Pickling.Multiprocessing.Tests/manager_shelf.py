"""python manager_shelf.py PORT KEY give|take|bytes [ENCODING]: proxies that one Python gives another. Runs on Python 2.7 and 3."""

import binascii
import sys
from multiprocessing import current_process
from multiprocessing.managers import ListProxy, SyncManager


class Manager(SyncManager):
    pass


Manager.register("Calculator")
Manager.register("get_shelf", proxytype=ListProxy)


def give(manager):
    shelf = manager.get_shelf()
    given = [manager.list([1]), manager.Calculator(5), manager.Queue(), manager.dict(a=1), manager.Namespace(x=1), manager.Lock()]
    for proxy in given:
        shelf.append(proxy)
    print("given")
    sys.stdout.flush()
    sys.stdin.readline()


def take(manager):
    shelf = manager.get_shelf()
    numbers, calculator, queue, settings, space, lock = shelf[:]
    numbers.append(2)
    assert numbers[:] == [1, 2]
    assert calculator.add(2) == 7
    queue.put(u"x")
    assert queue.get() == u"x"
    assert settings.copy() == {u"a": 1}
    assert space.x == 1
    with lock:
        assert not lock.acquire(False)
    assert numbers[:] == shelf.pop(0)[:]
    shelf[:] = []
    print("held")


def as_bytes(manager):
    data = b"\x00\xff\x80"
    values = manager.list([data, u"text", "name"])
    assert values[1:] == [u"text", "name"], values[1:]
    if sys.argv[4] == "bytestring":
        assert values[0] == data and type(values[0]) is str, values[0]
    else:
        assert values[0] == data.decode("latin1"), values[0]
    settings = manager.dict(a=1)
    assert settings["a"] == 1
    settings.update(b=2)
    assert settings.get("b") == 2 and settings.copy() == {"a": 1, "b": 2}
    space = manager.Namespace(x=1)
    space.y = 2
    assert (space.x, space.y) == (1, 2)
    assert list(manager.Array("i", [1, 2])[:]) == [1, 2]
    assert manager.list("abc")[:] == ["a", "b", "c"]
    assert manager.Calculator(1).add(2, times=3) == 7
    queue = manager.Queue()
    queue.put(item=data, block=True)
    queue.get(timeout=1)
    shelf = manager.list()
    shelf.append(queue)
    assert shelf[0].qsize() == 0
    print("held")


def main(port, key, what, *_):
    key = binascii.unhexlify(key)
    current_process().authkey = key
    manager = Manager(("127.0.0.1", int(port)), key)
    manager.connect()
    {"give": give, "take": take, "bytes": as_bytes}[what](manager)


if __name__ == "__main__":
    main(*sys.argv[1:])
