"""python echo.py FORMAT: prints its port and echoes the pickles of one connection. FORMAT: a struct format or `-`."""

import pickle
import socket
import struct
import sys


def main(form):
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1)
    print(listener.getsockname()[1])
    sys.stdout.flush()
    connection = listener.accept()[0]
    source = connection.makefile("rb")
    while True:
        if form == "-":
            try:
                value = pickle.load(source)
            except EOFError:
                return
            connection.sendall(pickle.dumps(value, 2))
        else:
            header = source.read(struct.calcsize(form))
            if not header:
                return
            value = pickle.loads(source.read(struct.unpack(form, header)[0]))
            data = pickle.dumps(value, 2)
            connection.sendall(struct.pack(form, len(data)) + data)


main(sys.argv[1])
