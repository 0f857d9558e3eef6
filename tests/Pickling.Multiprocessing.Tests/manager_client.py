"""python manager_client.py ADDRESS KEY: uses the objects of a manager that is no Python. Runs on Python 2.7 and 3.

ADDRESS is a port, or the path of a UNIX socket; an @ in front stands for the NUL of an abstract name.

Every line of `check` compares what the manager says with what Python's own objects say.
"""

import binascii
import gc
import sys
import threading
from collections import Counter, OrderedDict, deque
from multiprocessing import current_process
from multiprocessing.managers import RemoteError, SyncManager

try:
    from queue import Empty, Full
except ImportError:
    from Queue import Empty, Full


class Manager(SyncManager):
    pass


Manager.register(
    "Calculator",
    exposed=("add", "total_of", "fail", "unpicklable", "child", "no_child", "count_to", "count_slowly", "sum_of", "who", "wait_for_cancel"),
    method_to_typeid={"child": "Calculator", "no_child": "Calculator", "count_to": "Iterator", "count_slowly": "Iterator"},
)
Manager.register("get_jobs")
Manager.register("Unknown")


def check(expected, actual):
    if expected != actual or type(expected) is not type(actual) and not isinstance(expected, type(u"")):
        raise AssertionError("expected %r, got %r" % (expected, actual))


def raises(kind, function, *arguments, **named):
    try:
        result = function(*arguments, **named)
    except kind as error:
        return error
    raise AssertionError("expected %s, got %r" % (kind.__name__, result))


def lists(manager):
    shared, own = manager.list([3, 1, 2]), [3, 1, 2]
    for operate in (
        lambda l: l.append(5), lambda l: l.extend((7, 6)), lambda l: l.insert(1, 9), lambda l: l.insert(-100, 8), lambda l: l.pop(),
        lambda l: l.pop(0), lambda l: l.pop(-2), lambda l: l.remove(9), lambda l: l.reverse(), lambda l: l.sort(),
        lambda l: l.sort(reverse=True), lambda l: l.index(2), lambda l: l.count(2), lambda l: len(l), lambda l: 2 in l, lambda l: l[0],
        lambda l: l[-1], lambda l: l[1:], lambda l: l[::-1], lambda l: l[-2:100], lambda l: l[5:1], lambda l: l[::2], lambda l: l + [1],
        lambda l: l * 2, lambda l: 2 * l, lambda l: [x for x in l], lambda l: l.__setitem__(0, 70), lambda l: l.__delitem__(1),
        lambda l: l.__setitem__(slice(1, 1), [4, 5, 6]), lambda l: l.__setitem__(slice(0, 4, 2), [40, 60]), lambda l: l.__delitem__(slice(None, None, 2)),
        lambda l: l.extend("ab"), lambda l: l.__delitem__(slice(-2, None)), lambda l: str(l), lambda l: list(reversed(l)),
    ):
        check(operate(own), operate(shared))
        check(own, shared[:])
        check(own, shared._getvalue())
    alias = shared
    shared += [1, 2]
    assert shared is alias
    shared *= 2
    own = (own + [1, 2]) * 2
    check(own, shared[:])
    raises(IndexError, lambda: shared[100])
    raises(IndexError, manager.list().pop)
    raises(ValueError, shared.remove, "nothing")
    raises(ValueError, shared.index, "nothing")
    raises(TypeError, shared.append)
    raises(TypeError, shared._callmethod, "append", (1, 2))
    raises(TypeError, shared._callmethod, "append", (1,), {"x": 1})
    check([2, 1, 0], manager.list(range(2, -1, -1))[:])
    check([97, 98], manager.list(bytearray(b"ab"))[:])
    check([1, 2], manager.list(deque([1, 2]))[:])
    check([u"k"], manager.list(OrderedDict([(u"k", 1)]))[:])
    raises(TypeError, manager.list([1, "a"]).sort)
    mixed = [2.5, 1, True, 10 ** 30, -1.0, 2]
    ordered = manager.list(mixed)
    ordered.sort()
    check(sorted(mixed), ordered[:])
    check(str(list(range(3000))), str(manager.list(list(range(3000)))))
    nested = manager.list([1, [2, (3, None)], {u"a": {1, 2}}])
    check([1, [2, (3, None)], {u"a": {1, 2}}], nested[:])


def dicts(manager):
    shared, own = manager.dict({u"a": 1}, b=2), {u"a": 1, u"b": 2}
    for operate in (
        lambda d: d[u"a"], lambda d: d.__setitem__((1, 2), [3]), lambda d: sorted(map(repr, d.keys())), lambda d: sorted(map(repr, d.values())),
        lambda d: sorted(map(repr, d.items())), lambda d: d.get(u"a"), lambda d: d.get(u"z"), lambda d: d.get(u"z", 5), lambda d: len(d),
        lambda d: u"a" in d, lambda d: d.setdefault(u"c", 7), lambda d: d.setdefault(u"c", 8), lambda d: d.pop(u"c"), lambda d: d.pop(u"c", 9),
        lambda d: d.update({u"x": 1}, y=2), lambda d: d.update([(u"k", u"v")]), lambda d: d.__delitem__(u"x"), lambda d: d.copy() == dict(own),
        lambda d: d.popitem() if sys.version_info >= (3, 7) else None, lambda d: d.clear(), lambda d: len(d),
    ):
        check(operate(own), operate(shared))
        check(own, shared.copy())
        check(own, shared._getvalue())
    check(5, raises(KeyError, lambda: shared[5]).args[0])
    raises(KeyError, shared.popitem)
    check("unhashable type: 'list'", str(raises(TypeError, shared.__setitem__, [], 1)))
    check("unhashable type: 'list'", str(raises(TypeError, shared.update, [([], 1)])))
    for method in ("__getitem__", "__delitem__", "__contains__", "get", "pop", "setdefault"):
        check("unhashable type: 'list'", str(raises(TypeError, shared._callmethod, method, ([1],))))
    raises(TypeError, shared._callmethod, "get", ((1, []),))
    check({u"k": 1}, manager.dict(OrderedDict([(u"k", 1)])).copy())
    check({u"k": 2}, manager.dict(Counter([u"k", u"k"])).copy())
    shared.update({1: 2, 3: 4})
    if sys.version_info >= (3,):
        check([1, 3], [key for key in shared])
        check([1, 3], list(shared))
    check("{1: 2, 3: 4}", str(shared))


def small(manager):
    space = manager.Namespace(x=1)
    space.y = u"two"
    check((1, u"two"), (space.x, space.y))
    del space.x
    raises(AttributeError, lambda: space.x)
    check("Namespace(y=%s)" % ("'two'" if sys.version_info >= (3,) else "'two'"), str(space))
    check(u"two", space._getvalue().y)
    value = manager.Value("i", 7)
    value.value = 8
    value.set(value.get() + 1)
    check(9, value.value)
    check(9, value._getvalue().value)
    array = manager.Array("i", [1, 2, 3])
    array[0] = 10
    check((3, 10, [2, 3]), (len(array), array[0], list(array[1:])))
    check([10, 2, 3], list(array._getvalue()))
    array[0:2] = array[1:3]
    check([2, 3, 3], list(array[:]))
    raises(OverflowError, array.__setitem__, 0, 2 ** 40)
    raises(TypeError, array.__setitem__, 0, "x")


def queues(manager):
    queue = manager.Queue(2)
    queue.put(u"a")
    queue.put(u"b", True, 1)
    check((2, True, False), (queue.qsize(), queue.full(), queue.empty()))
    raises(Full, queue.put, u"c", False)
    raises(Full, queue.put, u"c", timeout=0.01)
    raises(Full, queue.put_nowait, u"c")
    check(u"a", queue.get())
    check(u"b", queue.get(timeout=1))
    raises(Empty, queue.get, False)
    raises(Empty, queue.get, True, 0.01)
    raises(Empty, queue.get_nowait)
    raises(ValueError, queue.get, True, -1)
    raises(TypeError, lambda: queue.get(timeuot=1))
    queue.put(u"there")
    raises(ValueError, queue.get, True, -1)
    check(u"there", queue.get(False, -1))
    results = []
    thread = threading.Thread(target=lambda: results.append(queue.get()))
    thread.start()
    queue.put(u"waited for")
    thread.join(60)
    check([u"waited for"], results)
    closed = manager.Queue()
    closed.put(u"left")
    waiting = manager.Queue(1)
    if sys.version_info >= (3, 13):
        from queue import ShutDown
        closed.shutdown()
        raises(ShutDown, closed.put, u"more")
        raises(ShutDown, closed.put, u"more", False)
        check(u"left", closed.get())
        raises(ShutDown, closed.get)
        raises(ShutDown, closed.get, False)
        errors = []
        threads = [threading.Thread(target=lambda: errors.append(raises(ShutDown, waiting.put, 2))), threading.Thread(target=lambda: errors.append(waiting.join()))]
        waiting.put(1)
        for thread in threads:
            thread.start()
        waiting.shutdown(immediate=True)
        for thread in threads:
            thread.join(60)
        check(2, len(errors))
        raises(ShutDown, waiting.get)
    joinable = manager.JoinableQueue()
    joinable.put(1)
    thread = threading.Thread(target=lambda: (joinable.get(), joinable.task_done()))
    thread.start()
    joinable.join()
    raises(ValueError, joinable.task_done)
    thread.join(60)


def locks(manager):
    lock = manager.Lock()
    with lock:
        check(False, lock.acquire(False))
    check(True, lock.acquire())
    raises(ValueError, lock._callmethod, "acquire", (False, 1))
    raises(ValueError, lock._callmethod, "acquire", (True, -5))
    lock.release()
    raises(RuntimeError, lock.release)
    again = manager.RLock()
    with again:
        with again:
            results = []
            thread = threading.Thread(target=lambda: results.append(again.acquire(False)))
            thread.start()
            thread.join(60)
            check([False], results)
    raises(RuntimeError, again.release)
    semaphore = manager.BoundedSemaphore(2)
    check((True, True, False), (semaphore.acquire(), semaphore.acquire(), semaphore.acquire(False)))
    semaphore.release()
    semaphore.release()
    raises(ValueError, semaphore.release)
    check(False, manager.Semaphore(0)._callmethod("acquire", (True, -1)))
    raises(ValueError, manager.Semaphore(1)._callmethod, "acquire", (False, 1))
    event = manager.Event()
    check(False, event.is_set())
    check(False, event.wait(0.01) or False)
    thread = threading.Thread(target=event.set)
    thread.start()
    event.wait(60)
    check(True, event.is_set())
    event.clear()
    check(False, event.is_set())
    thread.join(60)
    condition = manager.Condition()
    raises(RuntimeError, condition.notify)
    ready = []

    def notify():
        with condition:
            ready.append(1)
            condition.notify_all()

    with condition:
        thread = threading.Thread(target=notify)
        thread.start()
        while not ready:
            condition.wait(60)
    thread.join(60)
    for held in (manager.Lock(), manager.RLock()):
        shared = manager.Condition(held)
        raises(RuntimeError, shared.notify)
        told = []

        def tell():
            with held:
                told.append(1)
                shared.notify_all()

        with shared:
            thread = threading.Thread(target=tell)
            thread.start()
            while not told:
                shared.wait(60)
        thread.join(60)
        check(True, held.acquire(False))
    raises(RemoteError, manager.Condition, manager.Event())
    raises(RemoteError, manager.Event, 1)
    if sys.version_info >= (3,):
        barrier = manager.Barrier(2)
        check((2, 0, False), (barrier.parties, barrier.n_waiting, barrier.broken))
        places = []
        thread = threading.Thread(target=lambda: places.append(barrier.wait()))
        thread.start()
        places.append(barrier.wait())
        thread.join(60)
        check([0, 1], sorted(places))
        barrier.abort()
        raises(threading.BrokenBarrierError, barrier.wait)


def own_types(manager):
    calculator = manager.Calculator(10)
    check(13, calculator.add(3))
    check(19, calculator.add(3, times=2))
    check(2, raises(KeyError, calculator.fail, 2).args[0])
    error = raises(ValueError, calculator.fail, 3)
    assert "three" in str(error), error
    raises(TypeError, calculator.add, "text")
    raises(TypeError, calculator.add)
    assert "Unserializable" in str(raises(RemoteError, calculator.unpicklable))
    assert "not exposed" in str(raises(RemoteError, calculator._callmethod, "secret"))
    assert "not exposed" in str(raises(RemoteError, calculator._callmethod, "GetType"))
    child = calculator.child()
    check(1, child.add(1))
    check(20, calculator.add(1))
    check(u"a calculator of 20", calculator._callmethod("__str__"))
    check(None, calculator.no_child())
    for count in (calculator.count_to, calculator.count_slowly):
        check([0, 1, 2], list(count(3)))
        endless = count(10 ** 9)
        check((0, 1), (next(endless), next(endless)))
        endless.close()
        check([], list(endless))
    check("bad number 2", str(raises(ValueError, list, calculator.count_to(-1))))
    check(6, calculator.sum_of([1, 2, 3]))
    check(6, calculator.sum_of(manager.list([1, 2, 3])))
    assert "'numbers'" in str(raises(TypeError, calculator.sum_of, manager.Event()))
    assert "Unknown" in str(raises(RemoteError, manager.Unknown))
    # A proxy as an argument is the object itself; kept in a list, it comes back as a proxy.
    check(21, manager.Calculator(0).total_of(calculator, 1))
    if sys.version_info >= (3, 9):
        shelf = manager.list()
        shelf.append(calculator)
        back = shelf[0]
        check(26, back.add(5))
        shelf[:] = []
    # As Python's own register("get_queue", callable=lambda: queue): one object for all.
    jobs = manager.get_jobs()
    check(u"from .NET", jobs.get())
    manager.get_jobs().put(u"from Python")
    check(manager._number_of_objects() > 2, True)
    assert "refcount=" in manager._debug_info()


def main(address, key):
    key = binascii.unhexlify(key)
    current_process().authkey = key
    if address.isdigit():
        address = ("127.0.0.1", int(address))
    elif address.startswith("@"):
        address = "\0" + address[1:]
    manager = Manager(address, key)
    manager.connect()
    before = manager._number_of_objects()
    for part in (lists, dicts, small, queues, locks, own_types):
        part(manager)
    gc.collect()
    print(manager._number_of_objects() - before)
    print("held")


if __name__ == "__main__":
    main(*sys.argv[1:])
