"""python tcp.py serve PROTOCOL | send PROTOCOL PORT. Runs on Python 2.7 and 3."""

import socket
import sys

import values

try:
    import cPickle as pickle
except ImportError:
    import pickle


def serve(protocol):
    """Prints its port; echoes the pickles of one connection until the client ends it."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(1)
    print(listener.getsockname()[1])
    sys.stdout.flush()
    connection = listener.accept()[0]
    source, target = connection.makefile("rb"), connection.makefile("wb")
    while True:
        try:
            message = pickle.load(source)
        except EOFError:
            return
        pickle.dump(message, target, protocol)
        target.flush()


def send(protocol, port):
    """Sends both messages to an echo server and checks the replies."""
    connection = socket.create_connection(("127.0.0.1", port))
    source, target = connection.makefile("rb"), connection.makefile("wb")
    for message in (values.SMALL, values.big()):
        pickle.dump(message, target, protocol)
        target.flush()
        if pickle.load(source) != message:
            sys.exit("a message came back changed")


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(int(sys.argv[2]))
    else:
        send(int(sys.argv[2]), int(sys.argv[3]))
