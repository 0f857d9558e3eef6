"""diskcache's end of the exchange: `disk_peer.py COMMAND FOLDER [fanout]`; prints what it read."""
import hashlib
import sys

import diskcache

BIG = 40_000

KEYS = ["text", "größe", 7, -2**63, 2.5, b"bytes", None, True, 2**70, (1, "a"), ("x", ("y", None), 1.5), (), [1, 2, 300], {"k": 1, "l": [True]},
        "a\0b", ("k", "k"), b"", "", (b"raw", "text" * 100), tuple(range(2000)), 10**400]

VALUES = [["text", None], "größe", 7, -2**63, 2.5, b"bytes", None, True, 2**70, float("inf"), "z" * BIG, "ä" * BIG, "line\r\n" * BIG, b"\0" * BIG,
          list(range(BIG)), {"a": (1, {2})}, "a\0b", "", b"", "\U0001f600" * (BIG // 2), (1, 2)]


def shown(value):
    text = ascii(value)
    return text if len(text) < 100 else "%s %s" % (type(value).__name__, hashlib.md5(text.encode()).hexdigest())


def main():
    command, folder = sys.argv[1], sys.argv[2]
    if command == "json":
        with diskcache.Cache(folder, disk=diskcache.JSONDisk) as cache:
            cache["key"] = {"a": [1]}
        return
    fanout = sys.argv[3:] == ["fanout"]
    with (diskcache.FanoutCache if fanout else diskcache.Cache)(folder) as cache:
        if command == "write":
            for key, value in zip(KEYS, VALUES):
                cache.set(key, value, expire=1000, tag="python")
        elif command == "read":
            # What .NET wrote, by the same keys; check() counts rows and files.
            print("\n".join(shown(cache[key]) for key in KEYS))
            print(sorted(map(repr, cache)) == sorted(map(repr, KEYS)) if fanout else list(cache) == KEYS, cache.get("text", expire_time=True, tag=True)[1:], [str(warning.message) for warning in cache.check()])
        elif command == "shown":
            print("\n".join(shown(value) for value in VALUES))
        elif command == "count":
            for number in range(300):
                cache.incr(("total", 1))
                cache.set("shared", bytes([number % 256]) * BIG)
                assert len(cache["shared"]) == BIG
        elif command == "check":
            print([str(warning.message) for warning in cache.check()], len(cache), cache.stats(), cache.get(("total", 1)))
        elif command == "settings":
            print(sorted(cache._sql("SELECT key, value FROM Settings WHERE key NOT IN ('count', 'size', 'hits', 'misses')")))
            print([row[0] for row in cache._sql("PRAGMA journal_mode")], [row[0] for row in cache._sql("PRAGMA auto_vacuum")],
                  sorted(row[0] for row in cache._sql("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_autoindex%'")))


main()
