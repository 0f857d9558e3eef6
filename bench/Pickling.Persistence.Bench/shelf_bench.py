"""Times CPython's own shelve: shelf_bench.py BACKEND PATH KEYS prints seconds for writing and reading all keys."""
import shelve
import sys
import time


def value(number):
    return {"id": number, "name": "customer %d" % number, "total": number * 1.25, "tags": ["a", "b"]}


backend, path, keys = sys.argv[1], sys.argv[2], int(sys.argv[3])
module = __import__("dbm." + backend, fromlist=["open"])
shelf = shelve.Shelf(module.open(path, "n"))
start = time.perf_counter()
for number in range(keys):
    shelf["key %d" % number] = value(number)
middle = time.perf_counter()
for number in range(keys):
    if shelf["key %d" % number]["id"] != number:
        raise SystemExit("wrong value")
end = time.perf_counter()
shelf.close()
print("%.6f %.6f" % (middle - start, end - middle))
