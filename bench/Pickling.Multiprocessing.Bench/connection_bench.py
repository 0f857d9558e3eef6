"""python connection_bench.py serve|drive ADDRESS: one end of a pair of connections.

ADDRESS is a port of 127.0.0.1 or the path of a UNIX socket. `serve` listens, prints where, and answers until the other end
closes; `drive` reads lines `KIND COUNT` and prints how many seconds that many messages took. `serve-bare` and `drive-bare`
are the same without any protocol: the bytes of the messages over a socket, into memory that is used again.
"""

import array
import socket
import sys
import time
from multiprocessing.connection import Client, Listener

ARRAY_BYTES = 1 << 20
SMALL = ("job", 17, {"ratio": 1.5, "name": "a small object", "parts": [1, 2, 3]})


def numbers():
    return [index * 0.5 for index in range(ARRAY_BYTES // 8)]


def ndarray():
    import numpy

    return numpy.array(numbers())


VALUES = {
    "trips": lambda: SMALL,
    "bytes": lambda: bytes(ARRAY_BYTES),
    "buffer": lambda: bytes(ARRAY_BYTES),
    "bytearray": lambda: bytearray(ARRAY_BYTES),
    "array": lambda: array.array("d", numbers()),
    "ndarray": ndarray,
    "floats": numbers,
}


def serve(connection):
    buffer = bytearray(ARRAY_BYTES)
    try:
        while True:
            kind, count = connection.recv()
            if kind == "ndarray":
                import numpy
            if kind == "trips":
                for _ in range(count):
                    connection.send(connection.recv())
            elif kind == "buffer":
                for _ in range(count):
                    connection.recv_bytes_into(buffer)
                connection.send("done")
            else:
                for _ in range(count):
                    connection.recv()
                connection.send("done")
    except EOFError:
        pass


def drive(connection, kind, count):
    value = VALUES[kind]()
    connection.send((kind, count))
    start = time.perf_counter()
    if kind == "trips":
        for _ in range(count):
            connection.send(value)
            connection.recv()
    else:
        send = connection.send_bytes if kind == "buffer" else connection.send
        for _ in range(count):
            send(value)
        connection.recv()
    return time.perf_counter() - start


def family_of(address):
    return (socket.AF_INET, ("127.0.0.1", int(address))) if address.isdigit() else (socket.AF_UNIX, address)


def serve_bare(address):
    family, where = family_of(address)
    listener = socket.socket(family)
    listener.bind(where)
    listener.listen()
    print(listener.getsockname()[1] if address.isdigit() else address, flush=True)
    connection, _ = listener.accept()
    view = memoryview(bytearray(ARRAY_BYTES))
    while count := int.from_bytes(connection.recv(4), "big"):
        for _ in range(count):
            have = 0
            while have < ARRAY_BYTES:
                have += connection.recv_into(view[have:])
        connection.sendall(b"done")


def drive_bare(address):
    family, where = family_of(address)
    connection = socket.socket(family)
    connection.connect(where)
    data = bytes(ARRAY_BYTES)
    for line in sys.stdin:
        count = int(line.split()[1])
        connection.sendall(count.to_bytes(4, "big"))
        start = time.perf_counter()
        for _ in range(count):
            connection.sendall(data)
        connection.recv(4)
        print(time.perf_counter() - start, flush=True)


def main(role, address):
    if role == "serve-bare":
        return serve_bare(address)
    if role == "drive-bare":
        return drive_bare(address)
    family, where = family_of(address)
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
