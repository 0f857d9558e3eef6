# -*- coding: utf-8 -*-
"""The values that both sides know. Runs on Python 2.7 and 3."""

STATE = {
    u"values": [u"test value", u"test value 2", u"test value 3"],
    u"city": u"Krak\u00f3w \u65e5\u672c \U0001f600",
    u"numbers": [0, 1, -1, 255, 65536, 2 ** 40, 2 ** 100, -2 ** 100],
    u"fraction": 0.1,
    u"flags": (True, False, None),
    u"raw": b"\x00\xff",
    u"empty": ([], {}, ()),
}

SMALL = ([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6])


def big():
    return (list(range(200000)), u"0123456789" * 450000)
