# -*- coding: utf-8 -*-
"""One real CPython that writes or compares a shelf: shelf_peer.py write|read|serve BACKEND PATH PROTOCOL. For 2.7 too."""
import shelve
import sys


def entries():
    return {
        u"plain": 1,
        u"größe": [1, 2.5, None, True],
        u"日本": {u"a": (1, 2), u"b": u"größe"},
        u"long": [u"x" * 5000],
        u"it's \"quoted\"\n\\": -(2 ** 70),
        u"": [],
    }


def database(backend, path, flag):
    if backend == "dumb":
        try:
            import dbm.dumb as module
        except ImportError:
            import dumbdbm as module
    elif backend == "sqlite3":
        import dbm.sqlite3 as module
    else:
        import dbm.gnu as module
    return module.open(path, flag)


def key_bytes(key):
    return key.encode("utf-8") if sys.version_info[0] == 2 else key


def text(key):
    return key.decode("utf-8") if sys.version_info[0] == 2 else key


def write(backend, path, protocol):
    shelf = shelve.Shelf(database(backend, path, "n"), protocol)
    for key, value in entries().items():
        shelf[key_bytes(key)] = None
        shelf[key_bytes(key)] = value
    if backend == "gdbm":
        for number in range(3000):
            shelf["number %d" % number] = number
    shelf[key_bytes(u"removed")] = 1
    del shelf[key_bytes(u"removed")]
    shelf.close()


def read(backend, path):
    shelf = shelve.Shelf(database(backend, path, "w"))
    found = dict((text(key), shelf[key]) for key in shelf.keys())
    shelf.close()
    if found != entries():
        raise SystemExit("differs: %r" % (found,))


def serve(backend, path):
    """Reads lines `get KEY` and `set KEY NUMBER` and answers each."""
    shelf = shelve.Shelf(database(backend, path, "c"))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in iter(sys.stdin.readline, ""):
        words = line.split()
        if words[0] == "set":
            shelf[words[1]] = int(words[2])
            answer = "done"
        else:
            answer = repr(shelf.get(words[1]))
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()
    shelf.close()


if sys.argv[1] == "write":
    write(sys.argv[2], sys.argv[3], int(sys.argv[4]))
elif sys.argv[1] == "read":
    read(sys.argv[2], sys.argv[3])
else:
    serve(sys.argv[2], sys.argv[3])
