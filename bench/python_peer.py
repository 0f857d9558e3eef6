"""CPython's side of the benchmark: one workload, one operation, timed on demand.

    python python_peer.py probe                             prints how fast this interpreter is, in nanoseconds
    python python_peer.py FOLDER NAME loads|dumps on|off    gc on or off; then a sample for each line on standard input
    python python_peer.py FOLDER NAME loads|dumps memory    what one call takes at its peak, and what its result keeps

Every reply is one line: `ready NUMBER`, `sample CPU_NS WALL_NS BYTES`, `memory PEAK KEPT`, or `failed REASON`.
"""

import _pickle
import gc
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

SAMPLE_NS = 20_000_000
SMALL_CALLS = 30


def read(*parts):
    with open(os.path.join(*parts), "rb") as file:
        return file.read()


def job(folder, name, operation):
    """The call to be timed, for the pickle of that name in that folder."""
    data = read(folder, name + ".pkl")
    out_of_band = os.path.exists(os.path.join(folder, name + ".buffer"))
    buffers = [bytearray(read(folder, name + ".buffer"))] if out_of_band else None
    if operation == "loads":
        return lambda: _pickle.loads(data, buffers=buffers)
    value = _pickle.loads(data, buffers=buffers)
    protocol = data[1] if data[:1] == b"\x80" else 0
    if out_of_band:
        return lambda: _pickle.dumps(value, protocol, buffer_callback=[].append)
    return lambda: _pickle.dumps(value, protocol)


def times(call, number):
    wall, cpu = time.perf_counter_ns(), time.thread_time_ns()
    for _ in range(number):
        result = call()
    cpu, wall = time.thread_time_ns() - cpu, time.perf_counter_ns() - wall
    del result
    return cpu, wall


def probe():
    import random

    draw = random.Random(1)
    rows = [{"id": i, "name": "row %d" % i, "price": draw.random()} for i in range(20_000)]
    data = _pickle.dumps(rows, 5)
    print(min(times(lambda: (_pickle.loads(data), _pickle.dumps(rows, 5)), 1)[0] for _ in range(5)))


def memory(call):
    import tracemalloc

    call()
    gc.collect()
    tracemalloc.start()
    result = call()
    kept, peak = tracemalloc.get_traced_memory()
    del result
    print("memory", peak, kept)


def main(folder, name, operation, collector):
    import workloads  # noqa: F401 - the classes that the pickles name

    if collector == "memory":
        memory(job(folder, name, operation))
        return
    if collector == "off":
        gc.disable()
    small = job(os.path.join(folder, "small"), name, operation)
    for _ in range(SMALL_CALLS):
        small()
    call = job(folder, name, operation)
    number = max(1, SAMPLE_NS // max(times(call, 1)[0], 1))
    number = max(1, SAMPLE_NS * number // max(times(call, number)[0], 1))
    print("ready", number, flush=True)
    for _ in sys.stdin:
        gc.collect()
        cpu, wall = times(call, number)
        print("sample", cpu // number, wall // number, 0, flush=True)


if __name__ == "__main__":
    try:
        if sys.argv[1] == "probe":
            probe()
        else:
            main(*sys.argv[1:])
    except (Exception, RecursionError) as error:
        print("failed", type(error).__name__ + ":", str(error).replace("\n", " "), flush=True)
