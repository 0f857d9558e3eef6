"""python shelf.py PATH: reads what .NET put on the shelf, and puts something on it. Runs on Python 2.7 and 3."""

import shelve
import sys

import values

try:
    import dumbdbm as dumb
except ImportError:
    import dbm.dumb as dumb

shelf = shelve.Shelf(dumb.open(sys.argv[1]), protocol=2)
if shelf["from .NET"] != values.STATE:
    sys.exit("not what .NET should have put on the shelf: %r" % (shelf["from .NET"],))
shelf["from Python"] = values.STATE
shelf.close()
