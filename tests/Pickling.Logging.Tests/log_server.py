"""python log_server.py: prints its port, then every record that one connection sends, as the cookbook's server reads it."""

import logging
import pickle
import socket
import struct
import sys

listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(1)
print(listener.getsockname()[1])
sys.stdout.flush()
source = listener.accept()[0].makefile("rb")
formatter = logging.Formatter("%(levelname)s|%(name)s|%(message)s")
while True:
    header = source.read(4)
    if len(header) < 4:
        break
    record = logging.makeLogRecord(pickle.loads(source.read(struct.unpack(">L", header)[0])))
    print(formatter.format(record).split("\n")[0] + "|%s|%s" % (getattr(record, "Count", None), "Traceback" if record.exc_text else None))
