"""python connections.py listen|connect|bad-key FAMILY ADDRESS KEY. Runs on Python 2.7 and 3.

FAMILY is AF_INET (ADDRESS a port) or AF_UNIX (ADDRESS a path; an @ in front stands for the NUL of an abstract name); KEY
is hexadecimal, or `none`.
"""

import binascii
import multiprocessing
import os
import sys
from multiprocessing.connection import Client, Listener

VALUES = [
    None, 7, -1.5, u"text", [1, [2, (3, u"\u20ac")]], {u"a": {1, 2}, u"b": [None] * 1000},
    list(range(100000)), [bytearray(b"0123456789" * 300000)], (),
]


def echo(connection):
    """Sends back what comes: objects, then, after the object u"bytes", bytes. Ends with the connection."""
    try:
        while True:
            value = connection.recv()
            connection.send(value)
            if value == u"bytes":
                while True:
                    connection.send_bytes(connection.recv_bytes())
    except EOFError:
        connection.close()


def exchange(connection):
    """Sends every value and expects it back."""
    assert not connection.poll()
    for value in VALUES:
        connection.send(value)
        assert connection.poll(30), "no answer"
        if connection.recv() != value:
            sys.exit("came back changed: %.200r" % (value,))
    connection.send(u"bytes")
    assert connection.recv() == u"bytes"
    for size in (0, 1, 16383, 16384, 16385, 3000000):
        message = b"x" * size
        connection.send_bytes(message)
        if connection.recv_bytes() != message:
            sys.exit("%d bytes came back changed" % size)
    connection.close()


def main(role, family, address, key):
    key = None if key == "none" else binascii.unhexlify(key)
    if family == "AF_INET":
        address = ("127.0.0.1", int(address))
    elif address.startswith("@"):
        address = "\0" + address[1:]
    if role == "listen":
        listener = Listener(address, family, authkey=key)
        print(listener.address[1] if family == "AF_INET" else "ready")
        sys.stdout.flush()
        echo(listener.accept())
        if not isinstance(address, str) or not address.startswith("\0"):
            listener.close()
        sys.stdout.flush()
        os._exit(0)  # Up to 3.6, Python cannot close a listener with an abstract name: it tries to remove its file.
    elif role == "connect":
        exchange(Client(address, family, authkey=key))
        print("held")
    else:
        try:
            Client(address, family, authkey=b"another key")
        except (multiprocessing.AuthenticationError, EOFError, OSError, IOError):
            print("refused")


if __name__ == "__main__":
    main(*sys.argv[1:])
