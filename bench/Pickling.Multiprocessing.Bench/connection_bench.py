"""python connection_bench.py serve|drive ADDRESS: one end of a pair of connections.

ADDRESS is a port of 127.0.0.1 or the path of a UNIX socket. `serve` listens, prints where, and answers until the other end
closes; `drive` reads lines `trips COUNT`, `bytes COUNT` and `floats COUNT` and prints how many seconds each took.
"""

import sys
import time
from multiprocessing.connection import Client, Listener

SMALL = ("job", 17, {"ratio": 1.5, "name": "a small object", "parts": [1, 2, 3]})
BYTES = bytes(1 << 20)
FLOATS = [index * 0.5 for index in range((1 << 20) // 8)]


def serve(connection):
    try:
        while True:
            kind, count = connection.recv()
            if kind == "trips":
                for _ in range(count):
                    connection.send(connection.recv())
            else:
                for _ in range(count):
                    connection.recv()
                connection.send("done")
    except EOFError:
        pass


def drive(connection, kind, count):
    connection.send((kind, count))
    start = time.perf_counter()
    if kind == "trips":
        for _ in range(count):
            connection.send(SMALL)
            connection.recv()
    else:
        value = BYTES if kind == "bytes" else FLOATS
        for _ in range(count):
            connection.send(value)
        connection.recv()
    return time.perf_counter() - start


def main(role, address):
    where = ("127.0.0.1", int(address)) if address.isdigit() else address
    if role == "serve":
        with Listener(where, authkey=b"bench") as listener:
            print(listener.address[1] if address.isdigit() else address, flush=True)
            serve(listener.accept())
        return
    connection = Client(where, authkey=b"bench")
    for line in sys.stdin:
        kind, count = line.split()
        print(drive(connection, kind, int(count)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
