"""python files.py write PATH PROTOCOL | read PATH. Runs on Python 2.7 and 3."""

import sys

import values

try:
    import cPickle as pickle
except ImportError:
    import pickle


def main(action, path, protocol="0"):
    if action == "write":
        with open(path, "wb") as target:
            pickle.dump(values.STATE, target, int(protocol))
        return
    with open(path, "rb") as source:
        loaded = pickle.load(source)
    if loaded != values.STATE:
        sys.exit("not what .NET should have written: %r" % (loaded,))


if __name__ == "__main__":
    main(*sys.argv[1:])
