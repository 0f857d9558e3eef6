"""What the corpus pickles: one case per line of CASES, as Python source that runs on the versions it is meant for.

A source is an expression, or statements that set `value`. The names of corpus_model and of the modules in MODULES are
in scope. A case that a version refuses to pickle at some protocol has no row for it.
"""

MODULES = ["array", "codecs", "collections", "datetime", "decimal", "fractions", "functools", "itertools", "operator", "sys",
           "uuid"]
MODULES3 = ["copyreg", "enum", "ipaddress", "pathlib", "types"]

PYTHON3 = (3, 0)
CASES = []


class Case(object):
    """One value, and what dumping it needs beside it."""

    def __init__(self, name, source, since=(2, 7), until=(9, 9), persistent=False, extensions=False, buffers=False,
                 several=False, lowest=0, show=False):
        self.name = name
        self.source = source
        self.since = since
        self.until = until
        self.persistent = persistent
        self.extensions = extensions
        self.buffers = buffers
        self.several = several
        self.lowest = lowest
        self.show = show


def case(name, source, **options):
    CASES.append(Case(name, source, **options))


# Atoms.
case("none", "None", show=True)
case("true", "True", show=True)
case("false", "False")
for text in ["0", "1", "-1", "127", "128", "254", "255", "256", "257", "32767", "32768", "65534", "65535", "65536",
             "65537", "-127", "-128", "-129", "-255", "-256", "-257", "-32768", "-32769", "-65535", "-65536", "-65537",
             "2**31-2", "2**31-1", "2**31", "2**31+1", "-2**31+1", "-2**31", "-2**31-1", "2**32-1", "2**32",
             "-2**32", "2**39", "2**47-1", "2**47", "2**53", "2**63-1", "2**63", "-2**63", "-2**63-1", "2**64-1",
             "2**64", "-2**64", "2**127", "-2**127", "2**128", "10**100", "-10**100", "2**2031-1", "2**2031",
             "2**2039-1", "2**2039", "-2**2039", "-2**2039-1", "2**2047", "2**4000", "10**4299"]:
    case("int:" + text, text, show=text in ("1", "2**31", "2**2039"))
# One digit more than CPython reads or writes as text.
case("int:10**4300", "10**4300", lowest=2)
case("int:python2-long", "[0L, 1L, -1L, 255L, 2**31]", until=(2, 7), show=True)
for text in ["0.0", "-0.0", "1.0", "-1.0", "0.1", "1/3.0", "1e15", "1e16", "1e17", "123456789012345680.0", "1e-4",
             "1e-5", "1e22", "1e23", "5e-324", "2.2250738585072014e-308", "1.7976931348623157e308", "float('inf')",
             "float('-inf')", "float('nan')", "3.141592653589793", "100.0", "0.30000000000000004"]:
    case("float:" + text, text, show=text in ("0.1", "-0.0"))

# Texts.
case("str:empty", "u''", show=True)
case("str:ascii", "u'spam'", show=True)
case("str:one-char-twice", "[u'a', u'a', u'']")
case("str:quotes", "u'it\\'s \"so\"'")
case("str:controls", "u''.join([(chr if sys.version_info[0] > 2 else unichr)(code) for code in range(0x21)]) + u'\\x7f'",
     show=True)
case("str:backslashes", "u'\\\\ \\\\\\\\ \\\\u0041 \\\\n \\\\U0001f600 \\\\'", show=True)
case("str:crlf", "u'a\\r\\nb\\rc\\nd\\x1ae\\0f'", show=True)
case("str:latin1", "u''.join([(chr if sys.version_info[0] > 2 else unichr)(code) for code in range(0x80, 0x100)])")
case("str:bmp", "u'\\u0100\\u20ac\\u2028\\u2029\\ufeff\\ufffd\\uffff'", show=True)
case("str:astral", "u'\\U00010000\\U0001f600\\U0010ffff'", show=True)
case("str:high-surrogate", "u'a\\ud800'", since=PYTHON3, show=True)
case("str:low-surrogate", "u'\\udfffz'", since=PYTHON3)
case("str:surrogates-reversed", "u'\\udc00\\ud800'", since=PYTHON3)
case("str:surrogate-pair-of-two", "u'\\ud83d' + u'\\ude00'", since=PYTHON3)
case("str:surrogateescape", "b'caf\\xe9\\xff'.decode('ascii', 'surrogateescape')", since=PYTHON3)
for length in [1, 254, 255, 256, 257, 65534, 65535, 65536, 65537]:
    case("str:%d-ascii" % length, "u'x' * %d" % length)
for count, length in [(127, 254), (128, 256), (32767, 65534), (32768, 65536)]:
    case("str:%d-bytes-of-two" % length, "u'\\xe9' * %d" % count)
case("str:65537-bytes-of-three", "u'\\u20ac' * 21845 + u'xx'")
case("str:shared-large", "value = [u'y' * 70000]\nvalue.append(value[0])\nvalue.append(u'tail')")
case("python2-str:empty", "''", until=(2, 7))
case("python2-str:ascii", "'spam'", until=(2, 7), show=True)
case("python2-str:quotes", "'it\\'s'", until=(2, 7))
case("python2-str:both-quotes", "'it\\'s \"so\"\\\\'", until=(2, 7), show=True)
case("python2-str:every-byte", "''.join(map(chr, range(256)))", until=(2, 7), show=True)
for length in [254, 255, 256, 257, 65536]:
    case("python2-str:%d" % length, "'x' * %d" % length, until=(2, 7))

# Bytes.
case("bytes:empty", "b''", since=PYTHON3, show=True)
case("bytes:short", "b'spam'", since=PYTHON3, show=True)
case("bytes:one-twice", "[b'a', b'a', b'', b'']", since=PYTHON3)
case("bytes:every", "bytes(range(256))", since=PYTHON3, show=True)
for length in [254, 255, 256, 257, 65534, 65535, 65536, 65537]:
    case("bytes:%d" % length, "b'x' * %d" % length, since=PYTHON3)
    case("bytearray:%d" % length, "bytearray(b'x' * %d)" % length)
case("bytes:shared-large", "value = [b'y' * 70000]\nvalue.append(value[0])", since=PYTHON3)
case("bytes:codec-name", "[b'latin1', u'latin1', b'latin-1', b'latin1']", since=PYTHON3)
case("bytearray:empty", "bytearray()", show=True)
case("bytearray:short", "bytearray(b'spam\\xff')", show=True)
case("bytearray:one-byte-twice", "[b'x', bytearray(b'x'), bytearray(b'x'), b'y', bytearray(b'z'), bytearray(b'z')]", since=PYTHON3)
case("bytearray:before-classes", "[bytearray(b'spam'), set, collections.defaultdict(list)]", since=PYTHON3)
case("bytearray:shared", "value = [bytearray(b'ab')] * 3")

# Containers.
case("tuple:empty", "()", show=True)
case("tuple:empty-twice", "[(), ()]")
for length in [1, 2, 3, 4, 5]:
    case("tuple:%d" % length, "tuple(range(%d))" % length, show=length in (1, 3, 4))
case("tuple:nested", "((), ((),), ((), ()), (1, (2, (3, (4, (5,))))))")
case("list:nested", "[[], [[]], [[], []], [1, [2, [3, [4, [5]]]]]]", show=True)
case("dict:nested", "{1: {}, 2: {1: {1: {}}}, 3: {u'a': [{}]}}", show=True)
for length in [0, 1, 2, 3, 10, 999, 1000, 1001, 1002, 2000, 2001]:
    case("list:%d-ints" % length, "list(range(%d))" % length, show=length in (0, 1, 2, 3))
    case("list:%d-none" % length, "[None] * %d" % length)
    case("dict:%d" % length, "dict([(i, None) for i in range(%d)])" % length, show=length in (0, 1, 2, 3))
    case("set:%d" % length, "set(range(%d))" % length, show=length in (0, 1, 2))
    case("frozenset:%d" % length, "frozenset(range(%d))" % length, show=length in (0, 1, 2))
case("list:floats", "[0.5 * i for i in range(50)]")
case("list:floats-then-text", "[0.5, 1.5, u'x', 2.5]")
case("list:ints-then-float", "[1, 2, 3.0, 4]")
case("list:ints-then-bool", "[1, 2, True, 3]")
case("list:ints-of-every-size", "[1, 256, 65536, 2**31, -1, 2**63 - 1, -2**63, 2**63, -2**63 - 1, 2**100, 1]")
case("list:mixed", "[None, True, 1, 2.5, u'x', (), [], {}, (1,), 2**40]", show=True)
case("list:300-strings", "[u'%d' % i for i in range(300)]")
case("list:shared-after-256", "value = [u'item %d' % i for i in range(300)]\nvalue += value[250:260]")
case("list:shared-after-65536", "value = [[] for i in range(65540)]\nvalue += value[65534:65538]", lowest=4)
case("dict:keys", "collections.OrderedDict([(None, 0), (False, 1), (2, 3), (2.5, 4), (u'a', 5), ((), 6), ((1, u'b'), 7), (frozenset([1]), 8)]).copy() and dict([(None, 0), (False, 1), (2, 3), (2.5, 4), (u'a', 5), ((), 6), ((1, u'b'), 7), (frozenset([1]), 8)])",
     show=True)
case("dict:nan-keys", "{float('nan'): 1, float('nan'): 2}")
case("dict:order", "dict([(u'z', 1), (u'y', 2), (u'x', 3), (u'w', 4)])")
case("dict:deleted", "value = dict([(i, i) for i in range(10)])\nfor i in (0, 5, 9):\n    del value[i]\nvalue[0] = 99")
case("dict:records", "[{u'id': i, u'name': u'n%d' % i, u'price': i / 4.0} for i in range(20)]")
case("set:strings", "set([u'red', u'green', u'blue', u'red'])", show=True)
case("set:mixed", "set([None, 1, 2.5, u'a', (1, 2), frozenset([3])])")
case("frozenset:nested", "frozenset([frozenset(), frozenset([frozenset([1])])])", show=True)
case("frozenset:empty-twice", "[frozenset([]), frozenset([]), frozenset()]", since=PYTHON3)
case("set:of-tuples", "set([(i, i * i) for i in range(40)])")

# Sharing and cycles.
case("shared:list", "value = [[1, 2]]\nvalue.append(value[0])", show=True)
case("shared:everything", "a, b, c, d = [], {}, set([1]), frozenset([2])\ne = (a, b)\nvalue = [a, b, c, d, e, a, b, c, d, e]", show=True)
case("shared:equal-but-not-same", "[[1], [1], {u'a': [1]}, {u'a': [1]}]")
case("shared:tuple", "t = (1, [])\nvalue = [t, t, (t, t)]")
case("shared:diamonds", "value = []\nfor i in range(40):\n    value = [value, value]")
case("shared:tuple-diamonds", "value = (1,)\nfor i in range(40):\n    value = (value, value)")
case("shared:strings", "s = u'a long enough text'\nvalue = {s: s, u'list': [s, s]}")
case("shared:keys-of-records", "[{u'alpha': 1, u'beta': 2}, {u'alpha': 3, u'beta': 4}]", show=True)
case("cycle:list", "value = []\nvalue.append(value)", show=True)
case("cycle:list-second", "value = [1]\nvalue.append(value)\nvalue.append(2)")
case("cycle:dict", "value = {}\nvalue[1] = value", show=True)
case("cycle:list-dict", "value = [{}]\nvalue[0][u'up'] = value")
for length in [1, 2, 3, 4, 5]:
    case("cycle:tuple-%d" % length, "a = []\nvalue = tuple([a] * %d)\na.append(value)" % length, show=length in (1, 4))
    case("cycle:tuple-%d-from-list" % length, "value = []\nvalue.append(tuple([value] * %d))" % length)
case("cycle:tuple-in-tuple", "a = []\nt = (a, 1)\nvalue = (t, t, 2, 3)\na.append(value)")
case("cycle:tuple-dict", "a = {}\nvalue = (a,)\na[u'self'] = value")
case("cycle:tuple-dict-key", "p = Plain()\nvalue = (p,)\np.d = {value: 1}")
case("cycle:set", "p = Plain()\nvalue = set([p])\np.owner = value", show=True)
case("cycle:frozenset", "p = Plain()\nvalue = frozenset([p])\np.owner = value", show=True)
case("cycle:frozenset-from-object", "value = Plain()\nvalue.f = frozenset([value])")
case("cycle:frozenset-in-tuple", "p = Plain()\nf = frozenset([p])\nvalue = (f, 1)\np.owner = value")
case("cycle:object", "value = Plain()\nvalue.me = value", show=True)
case("cycle:objects", "a, b = Plain(), Order()\na.b = b\nb.a = a\nvalue = [a, b]")
case("cycle:reduce-arguments", "a = []\nvalue = Recursive(a)\na.append(value)", show=True)
case("cycle:reduce-from-list", "value = []\nvalue.append(Recursive(value))")
case("cycle:deque", "value = collections.deque()\nvalue.append(value)", since=PYTHON3)
case("cycle:orderedDict", "value = collections.OrderedDict()\nvalue[1] = value", since=PYTHON3)
# The call that the arguments lead back to is made twice, with arguments of its own or with the same ones.
case("cycle:exception-arguments", "value = ValueError(1)\nvalue.args = (1, [2, value])", show=True)
case("cycle:exception-list", "a = []\nvalue = KeyError(a)\na.append(value)\nvalue.list = a")
case("cycle:tuple-subclass", "a = []\nvalue = Pair((a,))\na.append(value)\nvalue.a = a", since=PYTHON3, lowest=2)
# What is called is made anew for each call, too.
case("cycle:keyword-arguments", "value = Keywords()\nvalue.made = (([value],), {u'k': 1})", since=PYTHON3, lowest=2)
case("cycle:class-method", "a = []\nvalue = MadeByMethod.make(a)\na.append(value)", since=PYTHON3)
case("cycle:reduce-two-lists", "a, b = [], []\nvalue = Recursive((a, b))\na.append(value)\nb.append(value)")
# Below protocol 2 a copy of the base holds the object itself, without end.
case("cycle:list-subclass", "value = Items()\nvalue.append(value)", lowest=2)
case("cycle:dict-subclass", "value = Table()\nvalue[u'me'] = value\nvalue.attribute = value", lowest=2)
case("deep:list", "value = []\nfor i in range(150):\n    value = [value]")
case("deep:tuple", "value = ()\nfor i in range(150):\n    value = (value,)")
case("deep:dict", "value = {}\nfor i in range(150):\n    value = {u'k': value}")

# Frames, around 64 KiB.
for length in [65500, 65520, 65521, 65522, 65523, 65524, 65525, 65526, 65527, 65528, 65529, 65530, 65531, 65532, 65533,
               65535, 65536, 65537]:
    case("frame:str-%d" % length, "[u'x' * %d, 1]" % length)
for length in [65520, 65526, 65530, 65533, 65535, 65536]:
    case("frame:bytes-%d" % length, "[b'x' * %d, 1]" % length, since=PYTHON3)
    case("frame:bytearray-%d" % length, "[bytearray(b'x' * %d), 1]" % length)
case("frame:many-ints", "list(range(100)) * 350", lowest=4)
case("frame:many-small-lists", "[[i % 100] for i in range(9000)]", lowest=4)
case("frame:many-strings", "[u'text %d' % (i % 50) for i in range(6000)]", lowest=4)
case("frame:three-large", "[b'a' * 100000, 1, b'b' * 100000, 2, u'c' * 100000]", since=PYTHON3)
case("frame:large-first", "b'a' * 100000", since=PYTHON3)
case("frame:large-in-the-middle", "[list(range(300)), u'c' * 100000, list(range(300))]")
case("frame:just-under", "[u'a' * 200 for i in range(330)]", lowest=4)
case("frame:tuples", "[(i % 100, 1) for i in range(9000)]", lowest=4)
case("frame:dict", "dict([(i, u'v') for i in range(11000)])", lowest=4)

# Globals.
case("global:builtins", "[int, float, bool, complex, list, dict, set, tuple, object, len, abs]", show=True)
case("global:str-types", "[str, bytes, bytearray, frozenset]", since=PYTHON3)
case("global:function-before-bytearray", "[getattr, bytearray(b'x'), bytearray, len, set]", since=PYTHON3)
case("global:renamed", "[range, map, zip, filter, functools.reduce, OSError, ValueError]", since=PYTHON3, show=True)
case("global:one-name-in-python2", "[OSError, ConnectionError, FileNotFoundError, ImportError, ModuleNotFoundError, OSError]", since=PYTHON3)
case("global:python2", "[xrange, unicode, basestring, long, reduce, itertools.imap, OSError]", until=(2, 7), show=True)
case("global:same-module", "[collections.OrderedDict, collections.defaultdict, Plain, Order, make]", show=True)
case("global:twice", "[Plain, Plain, Plain]")
case("global:nested", "Order.Line", since=PYTHON3, show=True)
case("global:nested-twice", "[Order.Line.Part, Order.Line, Order]", since=PYTHON3, show=True)
case("global:nested-method", "Order.Line.Part.__init__", since=PYTHON3)
case("global:singleton-types", "[type(None), type(Ellipsis), type(NotImplemented)]", since=PYTHON3)
case("global:singletons", "[Ellipsis, NotImplemented]", since=PYTHON3)
case("global:bound-method", "[u'abc'.upper, [].append]", since=PYTHON3)

# Objects.
case("object:plain", "Plain()", show=True)
case("object:attributes", "Plain(x=1, y=u'two')", show=True)
case("object:two-of-one-class", "[Plain(x=1), Plain(x=2), Order(x=3)]")
case("object:records", "[Order(number=i, lines=[Plain(price=0.5 * i)], next=None) for i in range(30)]")
case("object:same-attributes-then-others", "[Plain(a=1, b=2), Plain(a=3, b=4), Plain(b=5, a=6), Plain(a=7)]")
case("object:nested-class", "Order.Line.Part(x=1)", since=PYTHON3, show=True)
case("object:many", "[Plain(i=i) for i in range(1001)]")
case("object:shared", "value = [Plain(x=1)]\nvalue.append(value[0])")
case("object:slots", "Slots(1, [2])", show=True)
case("object:slots-and-dict", "value = SlotsAndDict(1, 2)\nvalue.z = 3", show=True)
case("object:arguments", "Arguments(1, u'two')", show=True)
case("object:no-arguments", "Arguments()")
case("object:keywords", "Keywords(1, two=2)", since=PYTHON3, show=True)
case("object:keywords-only", "Keywords(a=1, b=[])", since=PYTHON3)
for text in ["5", "u'text'", "[1, 2]", "(1, 2)", "(1, 2, 3)", "(None, {u'a': 1})", "({u'a': 1}, {u'b': 2})", "False", "0",
             "()", "{1: 2}", "{u'a': 1}"]:
    case("object:state-" + text, "State(%s)" % text)
case("object:reduce-2", "Reduced(make, (1, 2))", show=True)
case("object:reduce-3", "Reduced(make, (), {u'a': 1})")
case("object:reduce-list-items", "Reduced(Items, (), None, iter([1, 2, 3]))", show=True)
case("object:reduce-one-list-item", "Reduced(Items, (), None, iter([1]))")
case("object:reduce-1000-list-items", "Reduced(Items, (), None, iter(range(1000)))")
case("object:reduce-1001-list-items", "Reduced(Items, (), None, iter(range(1001)))")
case("object:reduce-dict-items", "Reduced(Table, (), None, None, iter([(1, 2), (3, 4)]))", show=True)
case("object:reduce-one-dict-item", "Reduced(Table, (), None, None, iter([(1, 2)]))")
case("object:reduce-1000-dict-items", "Reduced(Table, (), None, None, iter([(i, i) for i in range(1000)]))")
case("object:reduce-1001-dict-items", "Reduced(Table, (), None, None, iter([(i, i) for i in range(1001)]))")
case("object:reduce-everything", "Reduced(Items, (), {u'a': 1}, iter([1, 2]), iter([]))")
# The calls that stand for builtins below the protocol that has an opcode for them, asked for by the program itself.
case("object:reduce-to-sets", "[Reduced(set, ([1, 2],)), Reduced(frozenset, ([1],)), {3}]", since=PYTHON3)
case("object:reduce-to-set-of-shared-list", "a = [1, u'b']\nb = ([2],)\nvalue = [a, Reduced(set, (a,)), Reduced(frozenset, b), b]", since=PYTHON3)
case("object:reduce-to-bytes", "[Reduced(bytes, ()), Reduced(codecs.encode, ('abc', 'latin1')), b'abc']", since=PYTHON3)
case("object:reduce-to-bytearray", "[Reduced(bytearray, (b'x',)), Reduced(bytearray, ()), bytearray(b'x')]", since=(3, 8))
case("object:reduce-setter", "WithSetter([1, {u'a': 2}])", since=(3, 8), show=True)
case("object:reduce-setter-twice", "value = WithSetter(1)\nvalue = [value, value]", since=(3, 8))
case("object:list-subclass", "value = Items([1, 2, 3])\nvalue.name = u'n'", show=True)
case("object:list-subclass-1001", "Items(range(1001))")
case("object:dict-subclass", "value = Table([(u'a', 1)])\nvalue.name = u'n'", show=True)
case("object:str-subclass", "Text('abc')", since=PYTHON3)
case("object:int-subclass", "Number(7)")
case("object:tuple-subclass", "value = Pair((1, 2))\nvalue.name = u'n'")
case("object:enum", "[Colour.RED, Colour.GREEN, Colour.RED, Permission.READ | Permission.WRITE]", since=PYTHON3, show=True)
case("object:classic", "Classic(5)", until=(2, 7), show=True)
case("object:classic-twice", "value = [Classic(1), Classic(2)]\nvalue.append(value[0])", until=(2, 7))
case("object:classic-arguments", "ClassicArguments(1, 'two')", until=(2, 7), show=True)
case("object:exception", "[ValueError(u'bad', 3), KeyError(u'k')]", show=True)
case("object:exception-attributes", "value = ValueError(u'bad')\nvalue.code = 7")

# The standard library.
case("stdlib:complex", "[complex(1, -2.5), complex(0.0, float('inf'))]", show=True)
case("stdlib:range", "[range(5), range(1, 10, 3), range(2**70)]", since=PYTHON3)
case("stdlib:slice", "[slice(3), slice(1, 2, 3)]", since=PYTHON3)
case("stdlib:datetime", "datetime.datetime(2026, 11, 22, 13, 14, 15, 161718)", show=True)
case("stdlib:datetime-edges", "[datetime.datetime.min, datetime.datetime.max, datetime.datetime(2000, 1, 1)]")
case("stdlib:datetime-fold", "datetime.datetime(2026, 10, 25, 2, 30, fold=1)", since=PYTHON3)
case("stdlib:datetime-utc", "datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc)", since=PYTHON3, show=True)
case("stdlib:datetime-zone", "datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=-5), u'EST'))", since=PYTHON3)
case("stdlib:date", "[datetime.date(2026, 11, 22), datetime.date.min, datetime.date.max]", show=True)
case("stdlib:time", "[datetime.time(1, 2, 3, 4), datetime.time.min, datetime.time.max]")
case("stdlib:timedelta", "[datetime.timedelta(1, 2, 3), datetime.timedelta(-1), datetime.timedelta.max, datetime.timedelta.min]", show=True)
case("stdlib:decimal", "[decimal.Decimal(t) for t in ('0', '-0', '1.10', '-12345.678', '1E+5', '0E-10', 'NaN', 'Infinity', '79228162514264337593543950335', '1.2345678901234567890123456789')]", show=True)
# The digits of each are a text of their own, though one character long.
case("stdlib:decimal-digit-twice", "[decimal.Decimal(4), decimal.Decimal(4), u'4']")
case("stdlib:uuid", "uuid.UUID('12345678-1234-5678-1234-567812345678')", show=True)
case("stdlib:uuids", "[uuid.UUID(int=i) for i in (0, 1, 2**127, 2**128 - 1)]")
case("stdlib:fraction", "fractions.Fraction(1, 3)")
case("stdlib:orderedDict", "collections.OrderedDict([(u'b', 1), (u'a', 2)])", show=True)
case("stdlib:orderedDict-1001", "collections.OrderedDict([(i, i) for i in range(1001)])")
case("stdlib:defaultdict", "value = collections.defaultdict(list)\nvalue[u'a'].append(1)", show=True)
case("stdlib:counter", "collections.Counter({u'a': 2, u'b': 1})")
case("stdlib:deque", "[collections.deque([1, 2, 3]), collections.deque([1], 5), collections.deque()]", show=True)
case("stdlib:namespace", "types.SimpleNamespace(a=1, b=u'two')", since=PYTHON3)
case("stdlib:partial", "functools.partial(int, u'11', base=2)", since=PYTHON3)
case("stdlib:getters", "[operator.itemgetter(1, 2), operator.attrgetter('a.b'), operator.methodcaller('m', 1)]", since=PYTHON3)
case("stdlib:path", "pathlib.PurePosixPath('/a/b.txt')", since=PYTHON3)
case("stdlib:addresses", "[ipaddress.ip_address('127.0.0.1'), ipaddress.ip_address('::1'), ipaddress.ip_network('10.0.0.0/8')]", since=PYTHON3)
case("stdlib:array", "[array.array('b', [1, -1]), array.array('d', [0.5]), array.array('H', [1, 65535]), array.array('i', [])]", since=PYTHON3)
case("stdlib:iterators", "[iter([1, 2]), iter((1, 2)), iter(u'ab'), enumerate([u'a']), zip([1], [2])]", since=PYTHON3)
case("stdlib:generic-alias", "list[int]", since=(3, 9))
case("stdlib:frozendict", "frozendict(a=1)", since=(3, 15))

# Persistent ids, extension codes, several pickles, buffers.
case("persistent:text", "[Persistent('disk/1'), 2, Persistent('disk/1')]", persistent=True, show=True)
case("persistent:tuple", "Persistent(('storage', [1, 2], u'cpu'))", persistent=True, show=True)
case("persistent:falsy", "[Persistent(0), Persistent(''), Persistent(False)]", persistent=True)
case("persistent:shared-pid", "p = (u'a', 1)\nvalue = [Persistent(p), Persistent(p), p]", persistent=True)
case("extension:1", "Registered(x=1)", extensions=True, show=True)
case("extension:all", "[Registered, RegisteredWide, RegisteredHuge, Registered]", extensions=True, show=True)
case("extension:objects", "[Registered(), RegisteredWide(a=1), RegisteredHuge(b=2)]", extensions=True)
case("several:three", "[1, [u'two'], {u'three': 3}]", several=True, show=True)
case("several:shared-is-not-shared", "a = [1]\nvalue = [a, a, [a, a]]", several=True)
case("several:large", "[u'x' * 70000, list(range(2000)), b'']", several=True)
case("buffer:in-band", "[pickle.PickleBuffer(b'abc'), pickle.PickleBuffer(bytearray(b'defg'))]", since=(3, 8), show=True)
case("buffer:in-band-large", "[pickle.PickleBuffer(b'a' * 70000), pickle.PickleBuffer(bytearray(b'b' * 70000))]", since=(3, 8))
case("buffer:in-band-twice", "b = pickle.PickleBuffer(b'abc')\nvalue = [b, b]", since=(3, 8))
case("buffer:out-of-band", "[pickle.PickleBuffer(b'abc'), pickle.PickleBuffer(bytearray(b'defg'))]", since=(3, 8), buffers=True, show=True)
case("buffer:out-of-band-twice", "b = pickle.PickleBuffer(bytearray(b'abc'))\nvalue = [b, b, u'tail']", since=(3, 8), buffers=True)
case("buffer:out-of-band-empty", "pickle.PickleBuffer(b'')", since=(3, 8), buffers=True)
