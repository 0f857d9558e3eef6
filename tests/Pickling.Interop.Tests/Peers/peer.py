"""The Python side of the live tests: answers one JSON line for each JSON line.

Runs unchanged on CPython 2.7 and 3.6 to 3.15, as a process (requests on standard input, answers on standard output)
and inside pyodide (where peer.mjs calls `answer`). Bytes travel as base64, texts as ASCII.
"""
from __future__ import print_function

import base64
import io
import json
import pickletools
import random
import struct
import sys
import traceback

import expressions
import corpus_model

if sys.version_info[0] == 2:
    import cPickle as pickle
    import copy_reg as copyreg
    text_type = unicode  # noqa: F821
    int_types = (int, long)  # noqa: F821
else:
    import copyreg
    import pickle
    text_type = str
    int_types = (int,)

for code, name in corpus_model.EXTENSIONS.items():
    copyreg.add_extension("corpus_model", name, code)

HIGHEST = pickle.HIGHEST_PROTOCOL

# A module's name is one object with a program's own strings where an import statement brought the module in, and another
# where unpickling did: imported here, it does not hang on the order of the requests.
for name in expressions.MODULES:
    try:
        __import__(sys.intern(str(name)) if sys.version_info[0] > 2 else intern(str(name)))  # noqa: F821
    except ImportError:
        pass


def encode(data):
    return base64.b64encode(data).decode("ascii")


def decode(text):
    return base64.b64decode(text)


def loads(data, encoding=None):
    if sys.version_info[0] == 2 or encoding is None:
        return pickle.loads(data)
    return pickle.loads(data, encoding=encoding)


# The canonical text of an object graph. Containers are numbered at their first visit and named by number after it, so
# the text shows sharing and cycles; dict entries and set items are sorted by their own text, because CPython 2.7 keeps
# no order. Test code in C# writes the same text for what it loaded.

class Describer(object):
    def __init__(self):
        self.numbers = {}
        self.kept = []

    def key(self, value):
        return Describer().value(value)

    def value(self, value):
        kind = type(value)
        if value is None:
            return "None"
        if kind is bool:
            return "True" if value else "False"
        if kind in int_types:
            return "i%d" % value
        if kind is float:
            return "fnan" if value != value else "f%016x" % struct.unpack(">Q", struct.pack(">d", value))
        if kind is text_type:
            return '"%s"' % self.text(value)
        if kind is bytes:
            return ("s" if sys.version_info[0] == 2 else "b") + hexadecimal(value)
        if kind is tuple and not value:
            return "()"
        if kind is frozenset and not value:
            return "frozenset()"
        if isinstance(value, type) or callable(value) and hasattr(value, "__name__") and not hasattr(value, "__self__"):
            return self.named(value)
        if callable(value) and hasattr(value, "__name__") and getattr(value, "__module__", None):
            return self.named(value)
        number = self.numbers.get(id(value))
        if number is not None:
            return "#%d" % number
        number = len(self.numbers)
        self.numbers[id(value)] = number
        self.kept.append(value)
        return "#%d=%s" % (number, self.container(kind, value))

    def container(self, kind, value):
        if kind is list:
            return "[%s]" % ",".join([self.value(item) for item in value])
        if kind is tuple:
            return "(%s)" % ",".join([self.value(item) for item in value])
        if kind is dict:
            entries = sorted([(self.key(key), item) for key, item in value.items()], key=lambda entry: entry[0])
            return "{%s}" % ",".join(["%s:%s" % (key, self.value(item)) for key, item in entries])
        if kind is set:
            return "set{%s}" % ",".join(sorted([self.key(item) for item in value]))
        if kind is frozenset:
            return "frozenset{%s}" % ",".join(sorted([self.key(item) for item in value]))
        if kind is bytearray:
            return "a" + hexadecimal(bytes(value))
        reduced = value.__reduce_ex__(2)
        if not isinstance(reduced, tuple):
            return "<%s>" % reduced
        parts = [self.value(part) if index < 3 else self.value(None if part is None else list(part))
                 for index, part in enumerate(reduced[:5])]
        return "%s<%s>" % (kind.__name__, " ".join(parts))

    def named(self, value):
        return "<%s %s>" % (value.__module__, getattr(value, "__qualname__", value.__name__))

    def text(self, value):
        parts = []
        units = [ord(character) for character in value]
        index = 0
        while index < len(units):
            unit = units[index]
            index += 1
            # A narrow build of 2.7 keeps astral characters as pairs, as .NET does.
            if 0xD800 <= unit < 0xDC00 and index < len(units) and 0xDC00 <= units[index] < 0xE000:
                unit = 0x10000 + ((unit - 0xD800) << 10) + (units[index] - 0xDC00)
                index += 1
            if 0x20 <= unit < 0x7F and unit not in (0x22, 0x5C):
                parts.append(chr(unit))
            else:
                parts.append("\\u{%x}" % unit)
        return "".join(parts)


def hexadecimal(data):
    return base64.b16encode(data).decode("ascii").lower()


def describe(value):
    return Describer().value(value)


# Random values: the same seed gives the same value on one version of Python.

INTEGERS = [0, 1, -1, 127, 128, 254, 255, 256, 257, 65534, 65535, 65536, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**32,
            2**53 + 1, 2**63 - 1, 2**63, -2**63, -2**63 - 1, 2**64, 2**127, -2**127, 2**128 - 1, 10**40, 2**2031,
            2**2039 - 1, 2**2039, 2**2048, -2**2039, -2**2047 - 1]
FLOATS = [0.0, -0.0, 1.0, -1.0, 0.1, 1e16, 1e15, 1e-4, 1e-5, 1.7976931348623157e308, 5e-324, 2.2250738585072014e-308,
          float("inf"), float("-inf"), float("nan"), 123456789.123, 1e100]
CHARACTERS = [u"a", u"b", u"Z", u"0", u" ", u"'", u"\"", u"\\", u"\n", u"\r", u"\t", u"\0", u"\x1a", u"\x7f", u"\x80",
              u"\xe9", u"\xff", u"\u0100", u"\u20ac", u"\ufffd", u"\uffff", u"\U0001f600", u"\U0010ffff"]
HIGH_SURROGATES = [u"\ud800", u"\udbff"]


class Generator(object):
    """Makes one value: atoms with a taste for edges, containers, shared parts, cycles, and objects when asked for."""

    def __init__(self, seed, objects):
        self.random = random.Random(seed)
        self.objects = objects
        self.budget = self.random.choice([3, 10, 30, 100, 300])
        self.seen = []
        self.open = []

    def pick(self, items):
        return items[int(self.random.random() * len(items))]

    def below(self, bound):
        return int(self.random.random() * bound)

    def value(self, depth=0):
        self.budget -= 1
        if self.budget <= 0 or depth > 12:
            return self.atom()
        choice = self.below(20)
        if choice < 7:
            return self.atom()
        if choice < 9 and self.seen:
            return self.pick(self.seen)
        if choice < 10 and self.open:
            return self.pick(self.open)
        if choice < 13:
            return self.list(depth)
        if choice < 16:
            return self.dict(depth)
        if choice < 17:
            return self.keep(tuple([self.value(depth + 1) for _ in range(self.below(6))]))
        if choice < 18:
            return self.keep(set([self.key() for _ in range(self.size())]))
        if choice < 19:
            return self.keep(frozenset([self.key() for _ in range(self.size())]))
        return self.object(depth) if self.objects else self.keep(bytearray(self.bytes()))

    def keep(self, value):
        self.seen.append(value)
        return value

    def size(self):
        return self.pick([0, 1, 1, 2, 2, 3, 4, 6, 10])

    def atom(self):
        choice = self.below(8)
        if choice == 0:
            return self.pick([None, True, False, ()])
        if choice <= 2:
            return self.integer()
        if choice == 3:
            return self.pick(FLOATS) if self.below(2) else (self.random.random() - 0.5) * 10.0 ** (self.below(60) - 30)
        if choice <= 6:
            return self.keep(self.text())
        return self.keep(self.bytes())

    def integer(self):
        if self.below(2):
            return self.pick(INTEGERS) + self.below(3) - 1
        return (1 if self.below(2) else -1) * self.random.getrandbits(1 + self.below(100))

    def text(self):
        if self.below(150) == 0:
            return self.pick(CHARACTERS) * self.pick([63, 64, 127, 128, 254, 255, 256, 257, 4000, 16384, 65535, 65536])
        parts = [self.pick(CHARACTERS) for _ in range(self.below(9))]
        # Only a high surrogate at the very end: two that meet would be one character in .NET.
        if self.below(12) == 0 and sys.version_info[0] > 2:
            parts.append(self.pick(HIGH_SURROGATES))
        return u"".join(parts)

    def bytes(self):
        length = self.pick([254, 255, 256, 257, 1000, 65535, 65536]) if self.below(100) == 0 else self.below(9)
        return bytes(bytearray([self.below(256) for _ in range(min(length, 300))])) * (1 if length <= 300 else length // 300)

    def key(self):
        choice = self.below(8)
        if choice == 0:
            return self.pick([None, True, False, ()])
        if choice <= 2:
            return self.integer()
        if choice == 3:
            return self.random.random()
        if choice <= 5:
            return self.text()
        if choice == 6:
            return self.bytes()
        return self.keep((self.text(), self.integer()))

    def list(self, depth):
        value = self.keep([])
        self.open.append(value)
        if self.below(40) == 0:
            value.extend(range(self.pick([999, 1000, 1001, 2000, 2001])))
        else:
            value.extend([self.value(depth + 1) for _ in range(self.size())])
        self.open.pop()
        return value

    def dict(self, depth):
        value = self.keep({})
        self.open.append(value)
        if self.below(40) == 0:
            for index in range(self.pick([999, 1000, 1001, 2000, 2001])):
                value[index] = None
        else:
            for _ in range(self.size()):
                value[self.key()] = self.value(depth + 1)
        self.open.pop()
        return value

    def object(self, depth):
        import collections
        import datetime
        import decimal
        import uuid
        choice = self.below(14)
        if choice == 0:
            return self.keep(decimal.Decimal(self.pick(["0", "-0", "1.10", "1E+5", "NaN", "-Infinity", "0." + "7" * 40])))
        if choice == 1:
            return self.keep(datetime.datetime(1 + self.below(9999), 1 + self.below(12), 1 + self.below(28), self.below(24),
                                               self.below(60), self.below(60), self.below(1000000)))
        if choice == 2:
            return self.keep(datetime.timedelta(self.below(1000) - 500, self.below(86400), self.below(1000000)))
        if choice == 3:
            return self.keep(uuid.UUID(int=self.random.getrandbits(128)))
        if choice == 4:
            return self.keep(collections.OrderedDict([(self.key(), self.value(depth + 1)) for _ in range(self.size())]))
        if choice == 5:
            return self.keep(collections.deque([self.value(depth + 1) for _ in range(self.size())],
                                               self.pick([None, None, 20])))
        if choice == 6:
            return self.keep(complex(self.random.random(), self.below(9)))
        if choice == 7:
            return self.pick([int, dict, len, collections.OrderedDict, corpus_model.Plain, corpus_model.make])
        if choice == 8:
            value = self.keep(corpus_model.Items([self.value(depth + 1) for _ in range(self.size())]))
            value.name = self.text()
            return value
        if choice == 9:
            value = self.keep(corpus_model.Table([(self.key(), self.value(depth + 1)) for _ in range(self.size())]))
            value.name = self.text()
            return value
        if choice == 10:
            return self.keep(corpus_model.Arguments(*[self.value(depth + 1) for _ in range(self.below(5))]))
        if choice == 11:
            return self.keep(corpus_model.Reduced(corpus_model.make, tuple([self.value(depth + 1) for _ in range(self.below(4))])))
        value = self.keep(self.pick([corpus_model.Plain, corpus_model.Order])())
        for index in range(self.size()):
            value.__dict__[self.pick(["name", "price", "lines", "tags", "next"])] = self.value(depth + 1)
        return value


def generate(seed, objects=False):
    return Generator(seed, objects).value()


# The requests.

def hello(request):
    return {"version": "%d.%d" % sys.version_info[:2], "full": sys.version.split()[0], "highest": HIGHEST}


def evaluate(request):
    """Source to bytes."""
    value = eval(request["source"], namespace())
    return {"bytes": encode(pickle.dumps(value, request["protocol"]))}


def run(request):
    """A script to the bytes that it leaves in `result`."""
    scope = namespace()
    scope.update(io=io, pickle=pickle, protocol=request["protocol"])
    exec(request["source"], scope)
    return {"bytes": encode(scope["result"])}


def random_values(request):
    """Seeds to bytes and canonical text; from pickle.py instead of the C pickler when asked for."""
    dumps = pickle._dumps if request.get("pure") else pickle.dumps
    protocol = request["protocol"]
    objects = request["objects"]
    rows = []
    for seed in range(request["seed"], request["seed"] + request["count"]):
        # By name, as programs hold what they dump: that counts for cPickle.
        value = generate(seed, objects)
        data = dumps(value, protocol)
        # Of what was loaded, not of what was dumped: a reduce may load as something else than it was.
        rows.append({"seed": seed, "bytes": encode(data), "text": describe(loads(data))})
    return {"rows": rows}


def describe_all(request):
    """Bytes to canonical text, or the error."""
    rows = []
    for item in request["items"]:
        try:
            rows.append({"text": describe(loads(decode(item), request.get("encoding")))})
        except Exception as error:
            rows.append({"error": "%s: %s" % (type(error).__name__, error)})
    return {"rows": rows}


def disassemble(request):
    """Bytes to the text of pickletools.dis, and its error if it has one."""
    rows = []
    for item in request["items"]:
        out = io.StringIO() if sys.version_info[0] > 2 else io.BytesIO()
        row = {"error": None}
        try:
            pickletools.dis(decode(item), out, annotate=request.get("annotate", 0))
        except Exception as error:
            row["error"] = "%s: %s" % (type(error).__name__, error)
        row["text"] = encode(out.getvalue().encode("utf-8", "surrogatepass")) if sys.version_info[0] > 2 else encode(out.getvalue())
        rows.append(row)
    return {"rows": rows}


def optimize_all(request):
    """Bytes to what pickletools.optimize makes of them, or the error."""
    rows = []
    for item in request["items"]:
        try:
            rows.append({"bytes": encode(pickletools.optimize(decode(item)))})
        except Exception as error:
            rows.append({"error": "%s: %s" % (type(error).__name__, error)})
    return {"rows": rows}


def expressions(request):
    """Every live expression at every protocol, or mixes of them, as [source, protocol, bytes, error, exact]."""
    import expression_rows
    rows = expression_rows.mixes(pickle, request["seed"], request["count"]) if "seed" in request else expression_rows.rows(pickle)
    return {"rows": [[source, protocol, None if data is None else encode(data), error, exact]
                     for source, protocol, data, error, exact in rows]}


def verdicts_of(request):
    """Bytes to the error of the C unpickler, None when they load."""
    import verdicts
    return {"rows": [verdicts.verdict(decode(item)) for item in request["items"]]}


def test_pickles(request):
    """The pickles of the interpreter's own tests, as [name, bytes, error]."""
    import verdicts
    return {"rows": [[name, encode(data), verdicts.verdict(data)] for name, data in verdicts.test_pickles()]}


def namespace():
    scope = {"__builtins__": __builtins__}
    scope.update(vars(corpus_model))
    for name in ("collections", "datetime", "decimal", "fractions", "uuid"):
        scope[name] = __import__(name)
    return scope


REQUESTS = {"hello": hello, "dumps": evaluate, "run": run, "random": random_values, "describe": describe_all, "dis": disassemble,
            "optimize": optimize_all, "expressions": expressions, "verdicts": verdicts_of,
            "test-pickles": test_pickles}


def answer(line):
    try:
        request = json.loads(line)
        reply = REQUESTS[request["op"]](request)
    except Exception:
        reply = {"failure": traceback.format_exc()}
    return json.dumps(reply)


def main():
    # Prints of a library must not fall between the answers.
    output = sys.stdout
    sys.stdout = sys.stderr
    while True:
        line = sys.stdin.readline()
        if not line:
            return
        output.write(answer(line) + "\n")
        output.flush()


if __name__ == "__main__":
    main()
