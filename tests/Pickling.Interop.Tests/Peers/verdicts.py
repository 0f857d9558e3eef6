"""What the C unpickler says of pickles where no class decides, and the pickles of the interpreter's own tests.

Classes and functions are stand-ins that take whatever comes, so that a verdict is about the pickle alone. The calls with which
pickle itself writes builtins in old protocols give these builtins, for those .NET makes as well.
"""
import ast
import codecs
import io
import os
import sys

PYTHON2 = sys.version_info[0] == 2


class StandIn(object):
    def __new__(cls, *arguments, **keywords):
        return object.__new__(cls)

    def __init__(self, *arguments, **keywords):
        pass

    def __call__(self, *arguments, **keywords):
        return StandIn()

    def __setstate__(self, state):
        pass

    def __setitem__(self, key, value):
        hash(key)

    def append(self, item):
        pass

    def extend(self, items):
        pass

    def add(self, item):
        hash(item)


class SetCall(StandIn):
    def __new__(cls, *arguments):
        return set(*arguments) if len(arguments) == 1 and type(arguments[0]) is list else StandIn()


class FrozenSetCall(StandIn):
    def __new__(cls, *arguments):
        return frozenset(*arguments) if len(arguments) == 1 and type(arguments[0]) is list else StandIn()


class BytesCall(StandIn):
    def __new__(cls, *arguments):
        return StandIn() if arguments else b""


class ByteArrayCall(StandIn):
    def __new__(cls, *arguments):
        if [type(argument) for argument in arguments] in ([], [bytes]):
            return bytearray(*arguments)
        return EncodeCall(*arguments, result=bytearray, codec="latin-1")


class EncodeCall(StandIn):
    def __new__(cls, *arguments, **options):
        if len(arguments) == 2 and type(arguments[0]) is not bytes and arguments[1] == options.get("codec", "latin1"):
            try:
                return options.get("result", bytes)(codecs.encode(arguments[0], "latin-1"))
            except (TypeError, UnicodeError):
                pass
        return StandIn()


class GetAttributeCall(StandIn):
    def __new__(cls, *arguments):
        return StandIn


CALLS = {"set": SetCall, "frozenset": FrozenSetCall, "bytes": BytesCall, "bytearray": ByteArrayCall, "getattr": GetAttributeCall}


def stand_in(module, name):
    if PYTHON2:
        return StandIn
    if module in ("builtins", "__builtin__"):
        return CALLS.get(name, StandIn)
    return EncodeCall if (module, name) == ("_codecs", "encode") else StandIn


def unpickler(data):
    if PYTHON2:
        import cPickle
        result = cPickle.Unpickler(io.BytesIO(data))
        result.find_global = stand_in
        result.persistent_load = lambda pid: StandIn
        return result
    import pickle

    class Unpickler(pickle.Unpickler):
        def find_class(self, module, name):
            return stand_in(module, name)

        def persistent_load(self, pid):
            return StandIn

    return Unpickler(io.BytesIO(data))


def verdict(data):
    """The error, or None when the pickle loads."""
    try:
        unpickler(data).load()
        return None
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


def folders():
    import test
    yield os.path.dirname(test.__file__)
    yield os.path.join(os.path.dirname(os.path.dirname(test.__file__)), "lib2to3")


def test_pickles():
    """(name, pickle) of the files under Lib/test, and of the literals of pickletester, broken ones included."""
    for folder in folders():
        for place, _, names in os.walk(folder):
            for name in sorted(names):
                if name.endswith((".pck", ".pkl", ".pickle")):
                    with open(os.path.join(place, name), "rb") as file:
                        yield name, file.read()
    with open(os.path.join(next(folders()), "pickletester.py"), "rb") as file:
        tree = ast.parse(file.read())
    for node in ast.walk(tree):
        data = getattr(node, "value", None)
        if not isinstance(data, bytes):
            data = getattr(node, "s", None)
        if isinstance(data, bytes):
            yield "pickletester.py:%d" % node.lineno, data
