"""python log_sender.py PORT: logs through a SocketHandler. Runs on Python 2.7 and 3."""

import logging
import logging.handlers
import sys

handler = logging.handlers.SocketHandler("127.0.0.1", int(sys.argv[1]))
root = logging.getLogger()
root.setLevel(1)
root.addHandler(handler)
logger = logging.getLogger("shop.orders")
logger.log(5, "five")
logger.debug("debug %d", 10)
logger.info("info", extra={"order": 17, "tags": ["a", "b"]})
logger.warning(u"euro \u20ac")
try:
    {}["missing"]
except KeyError:
    logger.exception("failed")
logger.critical("critical")
handler.close()
