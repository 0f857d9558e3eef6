"""python log_sender.py PORT: logs through a SocketHandler. Runs on Python 2.7 and 3."""

import datetime
import decimal
import logging
import logging.handlers
import sys
import uuid

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
logger.critical(
    "caf\xc3\xa9" if sys.version_info < (3,) else u"caf\xe9",
    extra={
        "due": datetime.datetime(2026, 11, 23, 5, 30, 0, 250000),
        "day": datetime.date(2026, 2, 28),
        "pause": datetime.timedelta(minutes=90),
        "price": decimal.Decimal("9.90"),
        "key": uuid.UUID(int=234),
        "big": 2**40,
        "deep": {"k": ["a", ("b", datetime.time(23, 59)), {"c": u"\u20ac"}], "ends": [datetime.datetime(1999, 12, 31)]},
        "raw": b"\xff\xfe",
    },
)
handler.close()
