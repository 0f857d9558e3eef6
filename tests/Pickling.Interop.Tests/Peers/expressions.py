# -*- coding: utf-8 -*-
"""The live expressions: what every CPython pickles, and .NET must load and dump back to the same bytes.

One Python source a line, evaluated anew for each protocol, in the scope of corpus_model, live_model and the modules of
MODULES. A source with statements sets `value`. `since`, `until` and `lowest` say where CPython pickles it at all: within
these bounds a refusal is a failure of the test, so that no line is dead. Not `exact`: the bytes that come back may be
others for the same value; docs/parity.md says which.
"""
PYTHON3 = (3, 0)

MODULES = """_collections_abc _thread abc argparse array bisect calendar cmath codecs collections collections.abc
configparser contextlib copy copyreg ctypes dataclasses datetime decimal difflib email.message enum fractions functools
graphlib html.parser http http.client http.cookies http.server inspect io ipaddress itertools json logging math numbers
operator os os.path pathlib pickle queue random re signal socket socketserver statistics string struct subprocess
textwrap threading time types typing unittest.mock urllib.error urllib.parse urllib.request uuid xml.etree.ElementTree
xmlrpc.client zoneinfo""".split()

EXPRESSIONS = []


class Expression(object):
    def __init__(self, source, since, until, lowest, exact):
        self.source = source
        self.exact = exact
        self.since = since
        self.until = until
        self.lowest = lowest


def lines(text, since=(2, 7), until=(9, 9), lowest=0, exact=True):
    for line in text.strip().splitlines():
        if line.strip():
            EXPRESSIONS.append(Expression(line.strip(), since, until, lowest, exact))


def lines3(text, **bounds):
    lines(text, **dict({"since": PYTHON3}, **bounds))


# None, bools, singletons.
lines("""
None
True
False
[True, False, None, True]
[1, True, 1.0, 0, False, 0.0]
()
[(), (), ((),)]
""")
lines3("""
Ellipsis
NotImplemented
[Ellipsis, NotImplemented, Ellipsis]
[type(None), type(None)]
[type(Ellipsis), type(NotImplemented), Ellipsis, NotImplemented]
{Ellipsis: NotImplemented, type(None): None}
""")

# Integers, at every edge of an encoding.
for text in ["0", "1", "-1", "2", "9", "10", "99", "126", "127", "128", "129", "-127", "-128", "-129", "254", "255", "256",
             "257", "-255", "-256", "-257", "32767", "32768", "-32768", "-32769", "65534", "65535", "65536", "65537",
             "-65535", "-65536", "2**24", "-2**24", "2**31-1", "2**31", "2**31+1", "-2**31", "-2**31-1", "2**32-1",
             "2**32", "-2**32", "2**39-1", "2**39", "-2**39", "-2**39-1", "2**40", "2**47", "-2**47", "2**55-1",
             "2**55", "2**62", "2**63-1", "2**63", "-2**63", "-2**63-1", "2**64-1", "2**64", "-2**64", "2**71-1",
             "2**71", "-2**71", "-2**71-1", "2**127-1", "2**127", "-2**127", "2**128", "10**18", "10**19", "-10**19",
             "10**40", "10**100", "-10**100", "2**2031-1", "2**2032", "2**2039-1", "2**2039", "-2**2039", "-2**2039-1",
             "2**2040", "2**8000", "-2**8000", "10**4299"]:
    lines(text)
lines("10**4300\n-10**5000\n[2**20000, -2**20000]", lowest=2)
lines("""
[0, 1, -1, 255, 256, 65535, 65536, 2**31 - 1, -2**31]
list(range(-300, 300))
[2**(8 * i) for i in range(40)]
[-2**(8 * i) for i in range(40)]
[2**(8 * i) - 1 for i in range(40)]
[2**(8 * i - 1) for i in range(1, 40)]
[-2**(8 * i - 1) - 1 for i in range(1, 40)]
value = 2**70; value = [value, value]
[2**31, 1.5, 2**31]
""")

# Floats.
for text in ["0.0", "-0.0", "1.0", "-1.0", "0.1", "-0.1", "0.5", "1/3.0", "2/3.0", "1e15", "1e16", "1e17", "9999999999999998.0",
             "123456789012345680.0", "1e-4", "1e-5", "0.00012345", "1.5e-7", "1e22", "1e23", "1e100", "1e-100", "1e308",
             "5e-324", "2.2250738585072014e-308", "1.7976931348623157e308", "-1.7976931348623157e308", "100.0",
             "0.30000000000000004", "3.141592653589793", "2.5e-323", "4503599627370496.5", "9007199254740993.0",
             "float('inf')", "float('-inf')", "float('nan')", "1e16 + 2"]:
    lines(text)
lines("""
[0.5 * i for i in range(200)]
[10.0 ** i for i in range(-30, 30)]
[1.1 ** i for i in range(-50, 50)]
[float('nan'), float('nan'), float('inf'), -0.0]
value = 0.1; value = [value, value]
[1, 2.0, 3]
[1.0, 2, 3.0]
(1.5, -1.5, 1e300)
""")

# Texts.
for text in ["u''", "u'a'", "u'spam'", "u'\\x7f'", "u'\\x80'", "u'\\xe9'", "u'\\xff'", "u'\\u0100'", "u'\\u20ac'", "u'\\ufeff'",
             "u'\\ufffd'", "u'\\uffff'", "u'\\U00010000'", "u'\\U0001f600'", "u'\\U0010ffff'", "u'a\\nb'", "u'a\\rb'",
             "u'a\\r\\nb'", "u'a\\0b'", "u'a\\x1ab'", "u'\\\\'", "u'\\\\u0041'", "u'\\\\\\\\u0041'", "u'\\\\U0001f600'",
             "u'\\\\n'", "u'\\\\x41'", "u'\\\\N{DASH}'", "u'\\t'", "u'\\x85\\u2028\\u2029'", "u'\"'", "u\"'\"", "u'it\\'s \"so\"'",
             "u' '", "u'\\n'", "u'\\\\\\n'", "u'd\\xe9j\\xe0 vu'", "u'\\u4e2d\\u6587'", "u'\\u0301e'", "u'None'", "u'latin1'"]:
    lines(text)
for length in [2, 63, 127, 128, 254, 255, 256, 257, 65534, 65535, 65536, 65537]:
    lines("u'x' * %d" % length)
lines("""
u'\\xe9' * 127
u'\\xe9' * 128
u'\\u20ac' * 85
u'\\u20ac' * 86
u'\\U0001f600' * 64
u'\\U0001f600' * 63
u'\\xe9' * 32768
u'\\u20ac' * 21845
u'\\U0001f600' * 16384
[u'a', u'a', u'', u'', u'b']
[u'spam', u'spam']
value = u'a longer text'; value = [value, value, value]
[u'a' * 100, u'b' * 100]
[u'k' * 70000, 1, u'k' * 70000]
value = u'z' * 70000; value = [value, value, 1]
[u'%d' % i for i in range(300)]
value = [u'%d' % i for i in range(300)]; value = value + value
[u'\\x00', u'\\x01', u'\\x1f', u'\\x7f', u'\\x80', u'\\x9f', u'\\xa0']
""")
lines3("""
'a\\ud800'
'\\udfffz'
'\\ud800\\udfff'[::-1]
'\\ud83d' + '\\ude00'
['\\ud83d', '\\ude00', '\\U0001f600']
b'caf\\xe9\\xff'.decode('ascii', 'surrogateescape')
''.join(map(chr, range(256)))
''.join(map(chr, range(0x100, 0x3000, 7)))
''.join(map(chr, range(0xd7f0, 0xe010)))
[chr(i) for i in range(256)]
[chr(i) for i in range(256)] + [chr(i) for i in range(256)]
{chr(i): chr(i) for i in range(0x61, 0x7b)}
sys.intern('interned by hand')
['abc', 'ab' + 'c', 'abc'[:]]
[str(i) for i in range(12)] + [str(i) for i in range(12)]
['1', str(1), repr(1), '%d' % 1]
""")

# Bytes and bytearrays.
lines3("""
b''
b'a'
b'spam'
b'\\x00'
b'\\xff'
b'\\n'
b'\\r\\n\\x1a\\x00\\\\'
b'it\\'s "so"'
bytes(range(256))
[b'', b'', b'a', b'a', b'bc', b'bc']
[bytes([i]) for i in range(256)]
[bytes([i]) for i in range(256)] * 2
value = b'shared'; value = [value, value]
[b'latin1', 'latin1']
[b'\\xe9', '\\xe9', 'latin1', b'latin1']
[b'abc', 'abc']
[b'k' * 70000, b'k' * 70000]
value = b'z' * 70000; value = [value, value, 1]
[b'' , bytes(), bytes(0), b'x'[1:]]
[bytearray(b'a'), b'a', bytearray(b'a')]
[b'a', bytearray(b'a'), bytearray(b'a')]
[bytearray(b'latin-1'), 'latin-1', 'latin1', b'latin1']
[bytearray(b'abc'), b'abc', 'abc']
[bytearray(), b'', '', bytearray()]
[bytearray(b'a' * 70000), b'b' * 70000]
{'a': bytearray(b'x'), 'b': bytearray(b'x')}
[bytearray(bytes(range(256))), bytes(range(256))]
[bytearray([i]) for i in range(256)]
[bytearray(b'ab'), 'ab', getattr, 'getattr']
(bytearray(b'x'), bytearray, bytes, b'x')
""")
for length in [2, 254, 255, 256, 257, 65534, 65535, 65536, 65537]:
    lines3("b'x' * %d" % length)
    lines("bytearray(b'x' * %d)" % length)
lines("""
bytearray()
bytearray(b'a')
bytearray(b'spam\\xff')
bytearray(b'\\n\\r\\\\')
[bytearray(), bytearray()]
value = bytearray(b'shared'); value = [value, value, value]
(bytearray(b'x'), bytearray(b'y'))
""")

# Tuples.
for length in [1, 2, 3, 4, 5, 6, 255, 256, 1000, 1001]:
    lines("tuple(range(%d))" % length)
lines("""
((),)
((), ())
((1,), (1,))
((1, 2), (1, 2), (1, 2, 3), (1, 2, 3, 4))
(1, (2, (3, (4, (5, ())))))
value = (1, 2); value = [value, value, (value, value)]
(None, True, 1, 2.5, u'x', [], {}, ())
[(i, i + 1) for i in range(300)]
[(i,) for i in range(300)]
[(i, i, i, i) for i in range(300)]
(u'a', u'b', u'a', u'b')
[tuple([u'x'] * n) for n in range(6)]
functools.reduce(lambda value, _: (value, value), range(40), (1,))
functools.reduce(lambda value, _: (value,), range(200), ())
""")

# Lists.
for length in [0, 1, 2, 3, 256, 999, 1000, 1001, 1002, 1999, 2000, 2001, 3000, 3001]:
    lines("list(range(%d))" % length)
    lines("[u'k'] * %d" % length)
for length in [1, 999, 1000, 1001, 2000, 2001]:
    lines("[0.5] * %d" % length)
    lines("[[] for _ in range(%d)]" % length)
lines("""
[[]]
[[], []]
[[1], [2, 3], [4, 5, 6]]
value = []; value = [value, value]
value = [1, 2]; value = [value, [value, value]]
[None] * 5
[[[[[[]]]]]]
[1, 2, 3.0, 4]
[1, 2, True, 3]
[1.5, u'x', 2.5]
[1, 2**31, 2**63, 2**70, -1]
[None, True, 1, 2.5, u'x', (), [], {}, (1,), 2**40, set(), frozenset([1]), bytearray(b'q')]
functools.reduce(lambda value, _: [value], range(200), [])
functools.reduce(lambda value, _: [value, value], range(40), [])
""")

# Dicts. In CPython 2.7 they keep no order, which the pickle shows and a load keeps.
for length in [0, 1, 2, 3, 256, 999, 1000, 1001, 1002, 2000, 2001, 3000]:
    lines("dict([(i, None) for i in range(%d)])" % length)
for length in [1, 1000, 1001, 2000]:
    lines("dict([(u'k%%d' %% i, i) for i in range(%d)])" % length)
lines("""
{u'a': 1}
{1: {}, 2: {1: {1: {}}}, 3: {u'a': [{}]}}
{u'k': u'k'}
{u'': u''}
{None: 0, False: 1, 2: 3, 2.5: 4, u'a': 5, (): 6, (1, u'b'): 7, frozenset([1]): 8}
{1: 1, 2**70: 2, -1: 3, 1.5: 4}
{float('nan'): 1}
{(1, 2): (1, 2), (1, (2, 3)): [1]}
[{u'alpha': 1, u'beta': 2}, {u'alpha': 3, u'beta': 4}, {u'beta': 5, u'alpha': 6}]
[{u'id': i, u'name': u'n%d' % i, u'price': i / 4.0} for i in range(50)]
value = {u'a': 1}; value = [value, value, {u'b': value}]
value = {}; value = {1: value, 2: value}
functools.reduce(lambda value, _: {u'k': value}, range(200), {})
dict.fromkeys([u'a', u'b', u'c'])
dict.fromkeys(range(10), u'same')
{u'x': u'y', u'y': u'x'}
""")
lines3("""
dict([('z', 1), ('y', 2), ('x', 3)])
{'a': 1, **{'b': 2}}
{True: 'one', 2: 'two'}
{int: 1, str: 2, len: 3}
{'key': 'key', 'other': ['key']}
{frozenset([1, 2]): frozenset([1, 2])}
{Ellipsis: 1, ...: 2}
{'a' * 300: 'a' * 300}
""")

# Sets.
for length in [0, 1, 2, 3, 256, 999, 1000, 1001, 2000, 2001]:
    lines("set(range(%d))" % length)
    lines("frozenset(range(%d))" % length)
lines("""
set([u'red', u'green', u'blue'])
frozenset([u'red', u'green', u'blue'])
set([(), (1,), (1, 2)])
set([None, True, 2, 2.5, u'a', (1, 2), frozenset([3])])
frozenset([frozenset([frozenset([1])]), frozenset([2])])
value = set([1]); value = [value, value]
value = frozenset([1]); value = [value, value]
[set(), set()]
[set([1]), frozenset([1]), set([1])]
{frozenset([1]): set([2])}
(set([1]), set, frozenset, frozenset([2]))
[set, set([1]), frozenset([2]), frozenset]
set([(i, i * i) for i in range(40)])
set([2**70, -2**70, 1.5])
""")
lines3("""
[frozenset(), frozenset()]
{frozenset(): 1}
{b'a', b'b', b''}
{'a', 'b', ''}
[{'a'}, 'a', {'a'}]
{int, str}
""")

# Sharing and cycles.
lines("""
a, b = [], {}; value = [a, b, a, b, (a, b), (a, b)]
a = []; a.append(a); value = a
a = [1]; a.append(a); a.append(2); value = a
a = {}; a[1] = a; value = a
a = [{}]; a[0][u'up'] = a; value = a
a, b = [], []; a.append(b); b.append(a); value = [a, b]
a = []; value = (a,); a.append(value)
a = []; value = (a, a); a.append(value)
a = []; value = (a, a, a); a.append(value)
a = []; value = (a, a, a, a); a.append(value)
a = []; value = (a, 1, 2, 3, 4); a.append(value)
value = []; value.append((value,))
value = []; value.append((value, 1, 2, 3))
a = {}; value = (a,); a[u'self'] = value
a = []; b = (a, 1); value = (b, b, 2, 3); a.append(value)
a = []; b = (a,); value = (b,); a.append(value); a.append(b)
a = []; value = [(a, (a,))]; a.append(value[0])
a = Hashed(); value = (a,); a.d = {value: 1}
a = Hashed(); value = set([a]); a.s = value
a = Hashed(); value = frozenset([a]); a.s = value
value = Hashed(); value.s = frozenset([value])
value = Hashed(); value.s = set([value])
a = Hashed(); f = frozenset([a]); value = (f, 1); a.v = value
a = Hashed(); value = {a: 1}; a.d = value
value = Hashed(); value.d = {value: value}
value = Simple(); value.me = value
a, b = Simple(), Base(); a.b = b; b.a = a; value = [a, b]
a = []; value = Recursive(a); a.append(value)
value = []; value.append(Recursive(value))
a = {}; value = Recursive(a); a[u'k'] = value
value = Stateful(None); value.given = [value]
value = Stateful(None); value.given = (value, 1)
value = collections.defaultdict(list); value[1].append(value)
""")
lines("""
value = Listlike(); value.append(value)
value = Listlike(); value.append((value,))
value = Dictlike(); value[u'me'] = value
value = Dictlike(); value.me = value; value[1] = [value]
value = Setlike(); h = Hashed(); value.add(h); h.s = value
a = []; value = Point(a, 1); a.append(value)
a = []; value = PointWithMore(a, 1); a.append(value); value.more = a
value = Two(1); value.b = value
a = []; value = NewArguments(a); a.append(value)
""", lowest=2)
lines3("""
value = collections.deque(); value.append(value)
value = collections.deque([1], 5); value.append(value)
value = collections.OrderedDict(); value[1] = value
value = collections.OrderedDict(); value['k'] = [value]
value = types.SimpleNamespace(); value.me = value
value = types.SimpleNamespace(a=1); value.list = [value]
a = []; value = functools.partial(len, a); a.append(value)
a = []; value = slice(a, 1); a.append(value)
value = collections.UserList(); value.append(value)
value = collections.UserDict(); value['me'] = value
""")
lines3("""
a = []; value = Tuplelike((a,)); a.append(value)
a = []; value = Tuplelike((a,)); a.append(value); value.a = a
value = Orderedlike(); value[1] = value
a = []; value = Typed(a, 2); a.append(value)
value = Dequelike(); value.append(value)
""", lowest=2)
lines3("""
value = Record(1); value.tags.append(value)
value = Node(1); value.next = value
value = Node(1, Node(2)); value.next.next = value
functools.reduce(lambda node, i: Node(i, node), range(40), None)
""", since=(3, 7))

# Reduce values that a program chose, and the calls that stand for builtins below the protocol that has an opcode.
lines("""
Reduced(make, ())
Reduced(make, (1, 2))
Reduced(make, (), None)
Reduced(make, (), {u'a': 1})
Reduced(make, (), {})
Reduced(make, (), {u'a': 1, u'b': [1]}, None, None)
Reduced(Listlike, (), None, iter([]))
Reduced(Listlike, (), None, iter([1]))
Reduced(Listlike, (), None, iter([1, 2, 3]))
Reduced(Listlike, (), None, iter(range(999)))
Reduced(Listlike, (), None, iter(range(1000)))
Reduced(Listlike, (), None, iter(range(1001)))
Reduced(Listlike, (), None, iter(range(2001)))
Reduced(Listlike, (), None, iter([u'a', [], {}, (1,)]))
Reduced(Dictlike, (), None, None, iter([]))
Reduced(Dictlike, (), None, None, iter([(1, 2)]))
Reduced(Dictlike, (), None, None, iter([(1, 2), (3, 4)]))
Reduced(Dictlike, (), None, None, iter([(i, i) for i in range(1000)]))
Reduced(Dictlike, (), None, None, iter([(i, i) for i in range(1001)]))
Reduced(Listlike, (), {u'a': 1}, iter([1, 2]))
Reduced(Dictlike, (), {u'a': 1}, None, iter([(1, 2)]))
Reduce(make, (1,))
[Reduce(make, (1,)), Reduce(make, (1,))]
value = (1, 2); value = [Reduced(make, value), value, Reduced(make, value)]
value = {u'a': 1}; value = [Reduced(make, (), value), value]
AppendOnly()
value = AppendOnly(); value.items = [1, 2, 3]
value = ItemsOnly(); value.items = [(1, 2), (3, 4)]
ListWithReduce([1, 2])
SINGLE
[SINGLE, SINGLE]
ByProtocol()
ByObject()
[ByObject(), ByObject()]
Copied(1)
[Copied(1), Copied([2])]
value = Copied(1); value = [value, value]
""")
lines3("""
Reduced(set, ([1, 2],))
value = [1, 2]; value = [Reduced(set, (value,)), value]
value = [1, 2]; value = [value, Reduced(set, (value,))]
value = [1, 2]; value = [value, Reduced(frozenset, (value,))]
value = [1, 2]; value = [Reduced(frozenset, (value,)), value]
value = ([1, 2],); value = [Reduced(set, value), value]
value = ([1, 2],); value = [Reduced(set, value), Reduced(set, value)]
value = ([1, 2],); value = [Reduced(frozenset, value), Reduced(list, value)]
[Reduced(set, ([1, 2],)), Reduced(frozenset, ([1],)), {3}]
Reduced(set, ())
Reduced(set, ((1, 2),))
Reduced(frozenset, ())
Reduced(list, ([1],))
Reduced(dict, ([(1, 2)],))
Reduced(bytes, ())
Reduced(bytes, (b'abc',))
Reduced(bytes, ([1, 2],))
Reduced(codecs.encode, ('abc', 'latin1'))
Reduced(codecs.encode, ('abc', 'latin-1'))
Reduced(codecs.encode, ('abc', 'utf-8'))
Reduced(codecs.encode, ('abc',))
[Reduced(codecs.encode, ('abc', 'latin1')), b'abc']
Reduced(bytearray, (3,))
Reduced(getattr, (Outer, 'Middle'))
Reduced(getattr, (Outer, 'method'))
value = (Outer, 'Middle'); value = [Reduced(getattr, value), value]
Reduced(getattr, ('text', 'upper'))
Reduced(complex, (1, 2))
Reduced(int, ('7',))
Reduced(str, (b'x', 'ascii'))
Reduced(object, ())
Reduced(copyreg._reconstructor, (Simple, object, None))
Reduced(copyreg._reconstructor, (Listlike, list, [1]))
Reduced(copyreg._reconstructor, (Simple, object, None), {'a': 1})
Reduced(copyreg.__newobj__, (Reduced,))
Reduced(functools.partial, (make, 1))
Reduced(operator.getitem, ([1], 0))
Reduced(datetime.datetime, (b'\\x07\\xea\\x01\\x02\\x03\\x04\\x05\\x00\\x00\\x06',))
Reduced(datetime.date, (2020, 1, 2))
Reduced(decimal.Decimal, (1,))
Reduced(uuid.UUID, ('12345678123456781234567812345678',))
""")
lines("""
Reduced(Holder, (), {'a': 1}, None, None, set_state)
Reduced(Holder, (), None, None, None, set_state)
Reduced(Holder, (), [1], iter([1, 2]), iter([('a', 1)]), set_state)
WithSetter([1, {'a': 2}])
value = WithSetter(1); value = [value, value]
WithSetState({'a': 1})
WithSetState((1, 2), [1, 2, 3])
WithSetState('text', [1], [('k', 'v'), ('l', 'w')])
SetterOfClass({'a': 1})
[SetterOfClass(1), SetterOfClass(2)]
value = {'a': 1}; value = [WithSetState(value), value]
value = WithSetState(None); value = [value]
Reduced(Holder, (), {'a': 1}, None, None, None)
[WithSetter(0), WithSetter(''), WithSetter(()), WithSetter(False)]
value = WithSetter(None); value.made = [value]
value = WithSetter(None); value.made = (value, 1)
""", since=(3, 8))

# A program's own call in the very form in which pickle writes a builtin is that builtin: whether it shares its arguments is
# lost, and which of the forms it was.
lines3("""
value = 'abc'; value = [Reduced(codecs.encode, (value, 'latin1')), value]
value = 'abcd'; value = [value, Reduced(codecs.encode, (value, 'latin1'))]
value = ('abc', 'latin1'); value = [Reduced(codecs.encode, value), value]
value = ('abc', 'latin1'); value = [value, Reduced(codecs.encode, value)]
Reduced(bytearray, ())
Reduced(bytearray, (b'x',))
Reduced(bytearray, ('x', 'latin-1'))
Reduced(bytearray, ('xyz', 'latin-1'))
value = b'shared bytes'; value = [Reduced(bytearray, (value,)), value]
value = b'shared bytes'; value = [value, Reduced(bytearray, (value,))]
value = (b'shared bytes',); value = [Reduced(bytearray, value), value]
""", exact=False)

# Literals of one character, which CPython 3.11 and 3.12 alone keep apart from the characters of a decoded text.
for bounds in [{"until": (3, 10)}, {"since": (3, 11), "until": (3, 12), "exact": False}, {"since": (3, 13)}]:
    lines3("""
[b'a', 'a', b'b', 'b']
['a', b'a']
{b'k': b'v', 'k': 'v'}
{b'a': 1, 'a': 2, bytearray: 3}
""", **bounds)

# Instances.
lines("""
object()
Simple()
attributes(Simple(), x=1)
attributes(Simple(), x=1, y=u'two', z=[3])
[Simple(), Simple()]
[attributes(Simple(), x=1), attributes(Simple(), x=2), attributes(Base(), x=3)]
value = attributes(Simple(), x=1); value = [value, value]
Base()
Derived(1, u'two')
[Base(1), Derived(2, 3), Base(4)]
Made(1)
[Made(1), Made(2)]
Plain(a=1)
Order(number=1)
[Order(number=i, lines=[Plain(price=0.5 * i)]) for i in range(30)]
value = Simple(); value.__dict__[1] = 2
value = Simple(); value.__dict__[u'not an identifier!'] = 2
value = Simple(); value.x = u'x'
value = Simple(); value.x = {u'x': u'x'}
value = Simple(); value.Simple = u'Simple'; value.live_model = u'live_model'
[attributes(Simple(), a=1, b=2), attributes(Simple(), b=3, a=4), attributes(Simple(), a=5)]
[attributes(Simple(), i=i) for i in range(1001)]
Arguments()
Arguments(1)
Arguments(1, u'two', [3])
value = Arguments(1); value = [value, value]
value = (1, 2); value = [Arguments(*value), value]
Stateful(None)
Stateful(False)
Stateful(0)
Stateful(0.0)
Stateful(u'')
Stateful(())
Stateful([])
Stateful({})
Stateful(1)
Stateful(u'text')
Stateful([1, 2])
Stateful((1, 2))
Stateful((1, 2, 3))
Stateful({u'a': 1})
Stateful((None, {u'a': 1}))
Stateful(({u'a': 1}, {u'b': 2}))
Stateful(({u'a': 1}, None))
Stateful(Simple())
[Stateful(1), Stateful(2)]
value = [1]; value = [Stateful(value), value]
Stateless({u'a': 1})
Stateless({})
Stateless((None, {u'a': 1}))
Stateless(({u'a': 1}, {u'b': 2}))
Stateless(({}, {u'b': 2}))
SlotsState(1)
State((1, 2))
collections.namedtuple
Point(1, 2)
Point(u'x', u'y')
[Point(1, 2), Point(3, 4)]
Empty()
Single(1)
Wide(1, 2, 3, 4, 5)
value = Point(1, 2); value = [value, value]
PointWithMore(1, 2)
attributes(PointWithMore(1, 2), more=3)
{Point(1, 2): Point(3, 4)}
""")
lines("""
One()
One(1)
Two()
Two(1)
Two(1, [2])
[Two(1, 2), Two(3, 4)]
Mangled(1, 2)
Weak(1)
WithDict(1)
WithDict(1, b=2)
SlotsDerived(1, 2, 3)
Slots(1, [2])
SlotsAndDict(1, 2)
attributes(SlotsAndDict(1, 2), z=3)
value = Two(1, 2); value = [value, value]
value = Two(1, 2); value.b = u'b'
NewArguments()
NewArguments(1, 2)
[NewArguments(1), NewArguments(1)]
value = NewArguments(1); value = [value, value]
NewArguments(*range(5))
NewArguments(None)
NewArguments((), [], {})
""", lowest=2)
lines3("""
NewArgumentsEx()
NewArgumentsEx(1)
NewArgumentsEx(1, 2)
NewArgumentsEx(a=1)
NewArgumentsEx(1, b=2)
NewArgumentsEx(1, 2, c=[3], d='d')
[NewArgumentsEx(1, b=2), NewArgumentsEx(3, b=4)]
[NewArgumentsEx(a=1), NewArgumentsEx]
[NewArgumentsEx, NewArgumentsEx(a=1)]
value = NewArgumentsEx(1, b=2); value = [value, value]
NewArgumentsInt('7')
NewArgumentsInt('7', a=1)
attributes(NewArgumentsInt('7', a=1), b=2)
Keywords(1, two=2)
Keywords(a=1, b=[])
[Keywords(a=1), Arguments(1)]
[NewArgumentsEx(1, b=2), functools.partial(make, 1), 'partial', '__new__']
value = [1]; value = [NewArgumentsEx(value, k=value), value]
value = []; value.append(NewArgumentsEx(a=value))
""", lowest=2)

# Subclasses of builtins.
lines("""
Listlike()
Listlike([1])
Listlike([1, 2, 3])
Listlike(range(1000))
Listlike(range(1001))
attributes(Listlike([1, 2]), name=u'n')
[Listlike([1]), Listlike([1])]
value = Listlike([1]); value = [value, value]
Listlike([u'a', u'a', [u'a']])
Listlike([0.5] * 1001)
Dictlike()
Dictlike({1: 2})
Dictlike({u'a': 1, u'b': 2})
Dictlike([(i, i) for i in range(1000)])
Dictlike([(i, i) for i in range(1001)])
attributes(Dictlike({1: 2}), name=u'n')
Tuplelike()
Tuplelike((1,))
Tuplelike((1, 2, 3, 4))
attributes(Tuplelike((1, 2)), name=u'n')
Setlike()
Setlike([1])
Setlike([1, 2, 3])
attributes(Setlike([1]), name=u'n')
Frozenlike([1])
Frozenlike()
attributes(Frozenlike([1, 2]), name=u'n')
Intlike(5)
attributes(Intlike(5), name=u'n')
[Intlike(1), Intlike(1)]
Floatlike(1.5)
attributes(Floatlike(1.5), name=u'n')
Complexlike(1, 2)
Bytearraylike(b'ab')
attributes(Bytearraylike(b'ab'), name=u'n')
Textlike(u'text')
attributes(Textlike(u'text'), name=u'n')
[Textlike(u''), Textlike(u'a')]
Dequelike([1, 2])
Dequelike([1, 2], 3)
attributes(Dequelike([1, 2]), name=u'n')
Defaultlike(list, {1: []})
attributes(Defaultlike(list, {1: []}), name=u'n')
Orderedlike([(1, 2), (3, 4)])
attributes(Orderedlike([(1, 2)]), name=u'n')
Counterlike(u'aab')
Items([1, 2, 3])
Items(range(1001))
Table([(u'a', 1)])
Number(7)
attributes(Pair((1, 2)), name=u'n')
{Intlike(1): Textlike(u'a')}
Listlike([Listlike([Listlike()])])
""")
lines3("""
Intlike(2**70)
Byteslike(b'ab')
Byteslike(b'')
attributes(Byteslike(b'ab'), name='n')
[Byteslike(b'ab'), b'ab', bytes]
[Bytearraylike(b'ab'), bytearray(b'ab'), bytearray]
[Setlike([1]), {1}, set]
[Frozenlike([1]), frozenset([1]), frozenset]
[Intlike(1), int, 1]
[Textlike('a'), 'a', str]
Text('abc')
""")

# Classes, functions and methods by name.
lines("""
Simple
[Simple, Simple]
[Simple, Base, Derived, make, function]
[Simple, Simple(), attributes(Simple(), x=1)]
Meta
Made
[Made, Meta, type]
int
bool
float
complex
list
dict
tuple
set
frozenset
bytearray
object
type
slice
property
classmethod
staticmethod
super
len
abs
getattr
setattr
isinstance
sorted
repr
[int, float, bool, list, dict, set, tuple, object, len]
[len, int, len, int]
math.sin
[math.sin, math.cos, math.sin]
operator.add
[operator.add, operator.mul]
os.path.join
collections.OrderedDict
collections.defaultdict
collections.deque
collections.Counter
[collections.OrderedDict, collections.defaultdict, collections.deque]
decimal.Decimal
fractions.Fraction
datetime.datetime
[datetime.datetime, datetime.date, datetime.time, datetime.timedelta]
uuid.UUID
functools.partial
functools.reduce
itertools.chain
re.compile
json.loads
[json.loads, json.dumps, json.JSONEncoder]
random.Random
threading.Thread
subprocess.Popen
socket.socket
pickle.PickleError
[u'collections', collections.OrderedDict, u'OrderedDict']
[collections.deque, u'collections', u'deque']
{u'live_model': Simple, u'Simple': u'live_model'}
[Simple, u'Simple', u'live_model', Base]
""")
lines3("""
str
bytes
range
map
filter
zip
enumerate
reversed
memoryview
chr
input
open
print
exec
[str, bytes, range, map, filter, zip]
[map, itertools.filterfalse, itertools.zip_longest]
collections.UserDict
collections.UserList
collections.UserString
[collections.UserDict, collections.UserList, collections.UserString]
collections.ChainMap
collections.abc.Mapping
[collections.abc.Mapping, collections.abc.MutableMapping, collections.abc.Sequence]
abc.ABC
Abstract
Concrete()
[Abstract, Concrete, Concrete()]
copyreg.pickle
copyreg._reconstructor
[copyreg._reconstructor, copyreg.__newobj__]
html.parser.HTMLParser
http.client.HTTPConnection
http.server.HTTPServer
io.BytesIO
[io.BytesIO, io.StringIO, io.TextIOWrapper]
[io.open, open]
_thread.start_new_thread
_thread.allocate_lock
queue.Queue
[queue.Queue, queue.Empty, queue.PriorityQueue]
socketserver.TCPServer
urllib.parse.quote
[urllib.parse.quote, urllib.parse.unquote, urllib.parse.urlparse, urllib.request.urlopen, urllib.error.URLError]
xmlrpc.client.Binary
sys.intern
sys.exit
os.getcwd
os.stat
types.SimpleNamespace
pathlib.Path
[pathlib.PurePosixPath, pathlib.PureWindowsPath]
numbers.Number
string.Template
contextlib.closing
time.sleep
[time.time, time.struct_time]
bisect.bisect
typing.Any
typing.Optional
typing.NamedTuple
cached
Typed
Colour
[Colour, Shape, Access, Mode, Tag]
Outer
Outer.Middle
Outer.Middle.Inner
Outer.I
Outer.Number
[Outer.Middle, Outer.Middle]
[Outer.Middle, Outer.Middle.Inner]
[Outer.Middle.Inner, Outer.Middle]
[Outer.Middle.Inner, Outer.Middle, Outer]
[Outer, Outer.Middle, Outer.Middle.Inner]
[Outer.I, 'I', Outer.I, 'Middle']
['I', Outer.I]
[Outer.Middle, 'Middle', 'Outer']
[getattr, Outer.Middle]
[Outer.Middle, getattr, 'getattr']
Outer.Middle()
Outer.Middle.Inner()
attributes(Outer.Middle(), x=1)
[Outer.Middle(), Outer.Middle(), Outer.Middle.Inner()]
[Outer.Middle(), Outer.Middle, Outer()]
Outer.Number(3)
[Order.Line, Order.Line.Part, Order]
Order.Line.Part(x=1)
EnumOwner.Level.HIGH
[EnumOwner.Level, EnumOwner.Level.LOW, EnumOwner.Level.HIGH]
{Outer.Middle: Outer.Middle.Inner}
(Outer.Middle,)
[Outer.Middle, Order.Line, EnumOwner.Level]
Outer.method
Outer.Middle.method
Outer.Middle.Inner.method
Outer.static_method
Outer.class_method
[Outer.class_method, Outer.class_method]
Outer().method
Outer.Middle().method
Outer.Middle.Inner().method
value = Outer(); value = [value.method, value]
value = Outer(); value = [value, value.method, value.method]
'abc'.upper
'a'.upper
[].append
[1, 2].append
{'a': 1}.get
{1}.add
(1).__add__
(2**70).__add__
b'ab'.join
1.5.hex
['abc'.upper, 'abc'.upper]
value = []; value.append(value.append)
str.upper
[str.upper, str.lower, str]
dict.fromkeys
int.__add__
int.from_bytes
float.fromhex
bytes.fromhex
str.maketrans
list.append
[list.append, list.extend]
object.__reduce_ex__
object.__new__
[object.__new__, Simple.__new__]
type.__call__
datetime.datetime.now
collections.OrderedDict.fromkeys
Shape.SQUARE.bit_length
functools.partial(Outer().method)
""")
lines3("""
Élan()
[Élan, Élan()]
Élan.Être
façade
[façade, 'façade']
""", lowest=3)
lines("""
list[int]
dict[str, int]
[list[int], dict[str, list[int]]]
tuple[()]
tuple[int, ...]
type[int]
collections.deque[int]
types.GenericAlias(list, (int,))
""", since=(3, 9))
lines("Outer._Outer__Hidden\n[Outer._Outer__Hidden(), Outer._Outer__Hidden]", since=(3, 15))
lines("""
int | str
int | None
[int | str, int | str]
types.NoneType
[types.NoneType, type(None), types.EllipsisType]
typing.ParamSpec
UserId
""", since=(3, 10))
lines("""
xrange
[unicode, basestring, long, str]
[xrange, reduce, itertools.imap, itertools.izip, OSError]
long(5)
[0L, 1L, -1L, 255L, 2L**31, 2L**70]
'spam'
'it\\'s'
'it\\'s "so"\\\\'
''.join(map(chr, range(256)))
['a', u'a', 'a', u'a']
{'k': u'v', u'k2': 'v2'}
['x' * 255, 'x' * 256]
('a', 'a')
value = 'shared text'; value = [value, value]
Classic()
Classic(5)
[Classic(1), Classic(2)]
value = Classic(1); value = [value, value]
value = Classic(); value.x = value
ClassicArguments()
ClassicArguments(1, 'two')
[ClassicArguments(1), ClassicArguments(2)]
ClassicState(0)
ClassicState([1, 2])
ClassicState(None)
Classic
[Classic, Classic(), Classic]
collections.deque([1, 2])
collections.deque([1, 2], 3)
collections.OrderedDict([(u'b', 1), (u'a', 2)])
ValueError('x')
[ValueError('x'), KeyError('k'), OSError(2, 'No such')]
datetime.datetime(2026, 11, 22, 13, 14, 15, 161718)
attributes(ValueError('x'), code=3)
""", until=(2, 7))

# Enums.
lines3("""
Colour.RED
Colour.BLUE
[Colour.RED, Colour.GREEN, Colour.BLUE, Colour.CRIMSON]
[Colour.RED, Colour.RED]
{Colour.RED: Colour.GREEN}
list(Colour)
Shape.SQUARE
[Shape.SQUARE, Shape.CIRCLE, 1]
Access.READ
Access.READ | Access.WRITE
Access(0)
Access.READ | Access.WRITE | Access.RUN
[Access.READ, Access.READ | Access.RUN]
Mode.READ
Mode.READ | Mode.RUN
Mode(0)
Mode(9)
Tag.A
[Tag.A, 'a', Tag.LONG, 'a longer tag']
Ratio.HALF
Auto.SECOND
Functional.TWO
ReducedByName.X
[ReducedByName.X, ReducedByName.X, 'X']
http.HTTPStatus.OK
[http.HTTPStatus.OK, http.HTTPStatus.NOT_FOUND]
inspect.Parameter.POSITIONAL_ONLY
[inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.empty]
re.I
re.I | re.M
[re.I, re.MULTILINE]
Colour.RED.name
(Colour.RED, Colour.RED.value)
Colour['GREEN']
[Colour, Colour.RED]
[Permission.READ, Permission.WRITE | Permission.READ]
""")
lines("uuid.SafeUUID.unknown\n[uuid.SafeUUID.safe, uuid.SafeUUID.unsafe]", since=(3, 7))
lines("Level.LOW\n[Level.LOW, 'low', Level.HIGH]", since=(3, 11))

# Dataclasses and named tuples of typing.
lines3("Typed('n')\nTyped('n', 3)\n[Typed('a'), Typed('a')]\nBox()\nBox(1)\n[Box(1), Box]")
lines("""
T
[T, T]
unittest.mock.sentinel.x
datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(seconds=3661)))
Box[int](1)
Record(1)
Record(1, 'two', [3])
[Record(1), Record(2)]
RecordDerived(1)
Frozen(1)
[Frozen(1), Frozen(1)]
value = Frozen(1); value = [value, value]
Ordered(1)
Ordered(1, [2])
Node(1, Node(2, Node(3)))
attributes(Record(1), more=2)
{Frozen(1): Record(1)}
dataclasses.field
dataclasses.MISSING
Box[int]
typing.Optional[int]
typing.List[int]
typing.Dict[str, int]
typing.Tuple[int, ...]
typing.Union[int, str]
typing.Callable[[int], str]
[typing.List[int], typing.List[int]]
typing.Optional[typing.List[typing.Dict[str, int]]]
""", since=(3, 7))
lines("typing.Literal[1]\ntyping.Literal['a', 'b']", since=(3, 8))
lines("typing.Annotated[int, 1]", since=(3, 9))
lines("KeywordOnly(x=1)\n[KeywordOnly(x=1), KeywordOnly(x=2, y=3)]", since=(3, 10))
lines("Slotted(1)\nSlotted(1, [2])\n[Slotted(1), Slotted(2)]\nSlottedFrozen(1)\nSlottedFrozen(1, [2])\n"
      "value = SlottedFrozen(1); value = [value, value]", since=(3, 10), lowest=2)

# Exceptions.
lines("""
ValueError()
ValueError(u'bad')
ValueError(u'bad', 3)
ValueError([1])
ValueError(None)
[ValueError(u'bad'), ValueError(u'bad')]
value = ValueError(u'bad'); value = [value, value]
attributes(ValueError(u'bad'), code=7)
KeyError(u'k')
IndexError(3)
LookupError()
Exception()
BaseException(1)
ArithmeticError(u'x')
ZeroDivisionError(u'division by zero')
OverflowError(34, u'x')
TypeError(u'm')
RuntimeError(u'm')
NotImplementedError()
AssertionError(u'm')
StopIteration(3)
GeneratorExit()
KeyboardInterrupt()
SystemExit(1)
EOFError()
MemoryError()
BufferError(u'm')
ReferenceError(u'm')
UnicodeError(u'm')
UserWarning(u'm')
DeprecationWarning(u'm')
OSError()
OSError(u'one')
OSError(5, u'm')
OSError(5, u'm', u'f')
Failure()
Failure(u'm')
attributes(Failure(u'm'), code=7)
FailureWithReduce(3)
[Failure(1), Failure(2), ValueError(3)]
cause(ValueError(u'a'), KeyError(u'b'))
value = []; e = ValueError(value); value.append(e)
value = []; value.append(ValueError(value))
value = ValueError(1); value.args = ([value],)
value = ValueError(1); value.args = (1, [2, value])
value = ValueError(1); value.me = value
a = []; value = Failure(a); a.append(value); value.list = a
value = (1, 2); value = [ValueError(*value), value]
value = ValueError(1, 2); value = [value.args, value]
value = ValueError(1, 2); value = [value, value.args]
[ValueError, TypeError, KeyError, OSError, Exception, BaseException]
""")
lines3("""
FailureWithArguments(3)
FailureWithArguments(3, 'text')
FileNotFoundError(2, 'No such', 'f')
FileNotFoundError('one')
OSError(2, 'No such', 'f')
OSError(2, 'No such', 'f', None, 'g')
BlockingIOError(11, 'm', 5)
PermissionError(13, 'm', 'f')
ConnectionError('m')
[ConnectionResetError('m'), BrokenPipeError(32, 'm'), TimeoutError('t')]
ImportError('m')
ImportError('m', name='n')
ImportError('m', name='n', path='p')
ModuleNotFoundError('m', name='n')
NameError('m')
AttributeError('m')
RecursionError('m')
SyntaxError('m')
SyntaxError('m', ('f', 1, 2, 't'))
IndentationError('m', ('f', 1, 2, 't'))
UnicodeDecodeError('utf8', b'x', 0, 1, 'r')
UnicodeEncodeError('ascii', 'x', 0, 1, 'r')
UnicodeTranslateError('x', 0, 1, 'r')
json.JSONDecodeError('m', 'doc', 0)
StopAsyncIteration()
ResourceWarning('m')
decimal.InvalidOperation('m')
pickle.PicklingError('m')
urllib.error.URLError('reason')
queue.Empty()
[RecursionError, StopAsyncIteration, ModuleNotFoundError]
[BlockingIOError, ConnectionError, FileNotFoundError, TimeoutError]
[OSError, IOError, EnvironmentError]
cause(ValueError('a'), ValueError('b'))
""")
lines("NameError('m', name='n')\nAttributeError('m', name='n')", since=(3, 10))
lines("value = ValueError(1); value.add_note('n')\nExceptionGroup('g', [ValueError(1)])\n"
      "ExceptionGroup('g', [ValueError(1), ExceptionGroup('h', [KeyError('k')])])\n"
      "[ExceptionGroup, BaseExceptionGroup]\nBaseExceptionGroup('g', [KeyboardInterrupt()])", since=(3, 11))

# Dates and times.
lines("""
datetime.date(2026, 11, 22)
datetime.date.min
datetime.date.max
[datetime.date(2026, 1, i + 1) for i in range(28)]
value = datetime.date(2026, 1, 2); value = [value, value]
datetime.datetime(2026, 11, 22, 13, 14, 15, 161718)
datetime.datetime(2026, 11, 22)
datetime.datetime.min
datetime.datetime.max
datetime.datetime(2000, 2, 29, 23, 59, 59, 999999)
[datetime.datetime(2026, 1, 1), datetime.datetime(2026, 1, 1)]
value = datetime.datetime(2026, 1, 2, 3, 4, 5); value = [value, value]
value = datetime.datetime(2026, 1, 2, 3, 4, 5); value = {value: value}
{u'datetime': datetime.datetime(2026, 1, 2)}
[u'datetime', datetime.datetime(2026, 1, 2), u'date', datetime.date(2026, 1, 2)]
[datetime.datetime, datetime.datetime(2026, 1, 2)]
[datetime.datetime(2026, 1, 2), datetime.datetime]
[datetime.datetime(2026, 1, 2), datetime.date(2026, 1, 2), datetime.time(1, 2), datetime.timedelta(1)]
datetime.time(1, 2, 3, 4)
datetime.time.min
datetime.time.max
value = datetime.time(1, 2); value = [value, value]
datetime.timedelta(0)
datetime.timedelta(1, 2, 3)
datetime.timedelta(-1)
datetime.timedelta(0, -1)
datetime.timedelta(0, 0, 1)
datetime.timedelta(0, 0, -1)
datetime.timedelta.min
datetime.timedelta.max
value = datetime.timedelta(1, 2); value = [value, value]
[datetime.timedelta(1), datetime.timedelta(1), u'timedelta']
(datetime.date(2026, 1, 2), datetime.date(2026, 1, 2))
set([datetime.date(2026, 1, 2), datetime.date(2026, 1, 3)])
[{u'at': datetime.datetime(2026, 1, 2, i), u'for': datetime.timedelta(0, i)} for i in range(20)]
""")
lines3("""
datetime.datetime(2026, 10, 25, 2, 30, fold=1)
datetime.datetime(2026, 1, 1, 1, 1, 1, 1, fold=1)
datetime.time(1, 2, fold=1)
datetime.timezone.utc
[datetime.timezone.utc, datetime.timezone.utc]
datetime.timezone(datetime.timedelta(hours=1))
datetime.timezone(datetime.timedelta(hours=5, minutes=30))
datetime.timezone(datetime.timedelta(hours=-3))
datetime.timezone(datetime.timedelta(hours=1), 'CET')
datetime.timezone(datetime.timedelta(0))
datetime.timezone(datetime.timedelta(0), 'UTC')
datetime.timezone(datetime.timedelta(0), 'zero')
datetime.timezone.min
datetime.timezone.max
datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc)
datetime.datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc)
[datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc), datetime.datetime(2026, 1, 3, tzinfo=datetime.timezone.utc)]
[datetime.timezone.utc, datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc), datetime.timezone.utc]
value = datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc); value = [value, value]
datetime.datetime(2026, 10, 25, 1, fold=1, tzinfo=datetime.timezone.utc)
datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
z = datetime.timezone(datetime.timedelta(hours=1)); value = [datetime.datetime(2026, 1, i, tzinfo=z) for i in range(1, 9)]
z = datetime.timezone(datetime.timedelta(hours=1), 'X'); value = [z, datetime.datetime(2026, 1, 1, tzinfo=z), datetime.time(1, tzinfo=z)]
z = datetime.timedelta(hours=1); value = [z, datetime.timezone(z), datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone(z))]
[datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=h))) for h in range(-5, 6)]
datetime.time(1, tzinfo=datetime.timezone.utc)
datetime.time(1, 2, 3, 4, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
datetime.datetime.min.replace(tzinfo=datetime.timezone.utc)
datetime.datetime.max.replace(tzinfo=datetime.timezone.utc)
[datetime.datetime(2026, 1, 2), datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc)]
['utc', datetime.timezone.utc, 'timezone', 'timedelta', 'datetime']
{'datetime': datetime.datetime(2026, 1, 2), 'timezone': datetime.timezone.utc}
[b'latin1', datetime.datetime(2026, 1, 2), 'latin1']
time.gmtime(0)
time.struct_time(range(9))
""")
lines("zoneinfo.ZoneInfo('UTC')\n"
      "datetime.datetime(2026, 1, 1, tzinfo=zoneinfo.ZoneInfo('UTC'))\n"
      "[zoneinfo.ZoneInfo('UTC'), zoneinfo.ZoneInfo.no_cache('UTC')]\n"
      "[zoneinfo.ZoneInfo('UTC')] * 2", since=(3, 9))

# Numbers of the standard library.
for text in ["0", "-0", "1", "-1", "1.10", "1.50", "-12345.678", "1E+5", "0E-10", "1E-28", "0.0000000000000000000000000001",
             "NaN", "-NaN", "sNaN", "NaN123", "Infinity", "-Infinity", "79228162514264337593543950335",
             "79228162514264337593543950336", "7.9228162514264337593543950335", "1.2345678901234567890123456789",
             "1.23456789012345678901234567890", "0E+3", "00.10", "1E+28", "1E+29", "1E-6", "1E-7", "100", "1.0E+2"]:
    lines("decimal.Decimal('%s')" % text)
lines("""
[decimal.Decimal(4), decimal.Decimal(4), u'4']
[u'4', decimal.Decimal(4), u'4', decimal.Decimal(4)]
[decimal.Decimal('1'), u'1']
[u'1', decimal.Decimal('1')]
[decimal.Decimal('12'), u'12', decimal.Decimal('12')]
value = decimal.Decimal('1.5'); value = [value, value]
[decimal.Decimal('1.5'), decimal.Decimal('1.5')]
[u'decimal', decimal.Decimal('1.5'), u'Decimal', decimal.Decimal]
[decimal.Decimal, decimal.Decimal('1.5')]
{u'price': decimal.Decimal('9.99'), u'tax': decimal.Decimal('0.20')}
{decimal.Decimal('1.5'): 1}
[decimal.Decimal(i) / 4 for i in range(100)]
(decimal.Decimal('1'), decimal.Decimal('1'))
set([decimal.Decimal('1.1')])
fractions.Fraction(1, 3)
fractions.Fraction(-7)
fractions.Fraction(2**70, 3)
fractions.Fraction(0)
[fractions.Fraction(1, 3), fractions.Fraction(1, 3)]
[fractions.Fraction(1, 3), fractions.Fraction, u'1/3']
value = fractions.Fraction(1, 3); value = [value, value]
complex(1, -2.5)
complex(0.0, float('inf'))
complex(-0.0, -0.0)
complex(float('nan'), 1)
[1j, 1j, 2 + 0j]
value = 1j; value = [value, value]
[complex, 1j, u'complex']
[u'complex', 1j]
{1j: 2j}
uuid.UUID('12345678-1234-5678-1234-567812345678')
uuid.UUID(int=0)
uuid.UUID(int=2**128 - 1)
[uuid.UUID(int=i) for i in range(20)]
[uuid.UUID(int=5), u'int', u'uuid', u'UUID']
[u'int', uuid.UUID(int=5)]
value = uuid.UUID(int=7); value = [value, value]
[uuid.UUID(int=5), uuid.UUID, int]
{uuid.UUID(int=5): uuid.UUID(int=6)}
[uuid.UUID(int=2**31), uuid.UUID(int=2**63), uuid.UUID(int=2**127)]
[attributes(Simple(), int=1), uuid.UUID(int=5)]
[uuid.UUID(int=5), attributes(Simple(), int=1)]
(uuid.UUID(int=1), decimal.Decimal(1), datetime.date(2026, 1, 1))
""")
lines3("""
range(0)
range(5)
range(1, 10, 3)
range(10, 0, -1)
range(2**70)
[range(3), range(3)]
value = range(3); value = [value, value]
[range, range(3), 'range']
slice(3)
slice(None)
slice(1, 2, 3)
slice('a', None, [])
[slice(1), slice(1)]
[slice, slice(1)]
(range(3), slice(1), Ellipsis)
random.Random(0).getstate()[1][:5]
random.Random(0)
statistics.StatisticsError('m')
os.terminal_size((80, 24))
os.stat_result(range(10))
sys.version_info[:3]
[math.pi, math.e, math.inf, math.nan]
""")
lines("statistics.NormalDist(0, 1)", since=(3, 8), lowest=2)

# Collections.
lines("""
collections.OrderedDict()
collections.OrderedDict([(u'b', 1), (u'a', 2)])
[collections.OrderedDict([(1, 2)]), collections.OrderedDict([(1, 2)])]
attributes(collections.OrderedDict([(1, 2)]), x=1)
collections.defaultdict()
collections.defaultdict(list)
collections.defaultdict(int, {1: 2})
collections.defaultdict(None, {1: 2, 3: 4})
collections.defaultdict(list, dict([(i, [i]) for i in range(1001)]))
[collections.defaultdict(list), collections.defaultdict(list), list]
collections.defaultdict(make)
collections.Counter()
collections.Counter(u'aab')
collections.Counter({u'a': 2, u'b': 1})
[collections.Counter(u'a'), collections.Counter(u'a')]
collections.deque()
collections.deque([1, 2, 3])
collections.deque([1, 2], 5)
collections.deque([], 0)
[collections.deque([1]), collections.deque([1], 1), collections.deque]
value = collections.deque([1]); value = [value, value]
[collections.deque(), collections.OrderedDict(), collections.defaultdict(list), collections.Counter()]
collections.OrderedDict([(u'deque', collections.deque([u'collections']))])
""")
lines3("""
collections.OrderedDict([(i, i) for i in range(999)])
collections.OrderedDict([(i, i) for i in range(1000)])
collections.OrderedDict([(i, i) for i in range(1001)])
collections.deque(range(1000))
collections.deque(range(1001))
collections.deque(['a', 'b', 'a'])
collections.OrderedDict([('collections', 'OrderedDict')])
collections.ChainMap()
collections.ChainMap({1: 2}, {})
collections.ChainMap({'a': 1}, collections.OrderedDict(b=2))
collections.UserDict({1: 2})
collections.UserDict()
collections.UserList([1, 2])
collections.UserString('s')
[collections.UserDict(), collections.UserList(), collections.UserString('')]
types.SimpleNamespace()
types.SimpleNamespace(a=1)
types.SimpleNamespace(a=1, b='two', c=[3])
[types.SimpleNamespace(a=1), types.SimpleNamespace(a=2)]
argparse.Namespace(a=1)
email.message.Message()
calendar.Calendar(1)
string.Template('$a')
textwrap.TextWrapper()
http.cookies.SimpleCookie('a=b')
json.JSONEncoder()
urllib.parse.urlparse('http://host/path?q#f')
[urllib.parse.urlsplit('http://a/'), urllib.parse.urlsplit('http://b/')]
inspect.Signature()
inspect.Parameter('x', inspect.Parameter.POSITIONAL_ONLY)
inspect.FullArgSpec([], None, None, None, [], None, {})
xmlrpc.client.DateTime('20260102T03:04:05')
contextlib.suppress(ValueError)
decimal.Context(prec=5)
struct.pack('<i', 5)
array.array('b')
array.array('b', [1, -1])
array.array('B', [1, 255])
array.array('h', [1, -1])
array.array('H', [1, 65535])
array.array('i', [1, 2, -3])
array.array('I', [1, 2**31])
array.array('l', [1])
array.array('q', [1, -2**63])
array.array('Q', [2**64 - 1])
array.array('f', [0.5])
array.array('d', [1.5, -0.0])
array.array('u', 'ab')
[array.array('b', [1]), array.array('b', [1]), 'b', 'array']
['array', array.array('d', [1.5])]
value = array.array('d', [1.5]); value = [value, value]
array.array('d', range(10000))
attributes(Simple(), a=array.array('i'))
re.compile('a+')
re.compile('a+', re.I | re.M)
re.compile(b'a')
[re.compile('a'), re.compile('a')]
[re.compile('a'), 'a', '_compile', 're']
re.compile('(?P<name>x)|y', re.VERBOSE)
ipaddress.ip_address('127.0.0.1')
ipaddress.ip_address('::1')
ipaddress.ip_network('10.0.0.0/8')
ipaddress.ip_network('fe80::/10')
ipaddress.ip_interface('10.0.0.1/8')
ipaddress.ip_interface('::1/64')
[ipaddress.ip_address('127.0.0.1'), ipaddress.ip_address('127.0.0.2'), ipaddress.ip_network('10.0.0.0/8')]
pathlib.PurePosixPath('/a/b.txt')
pathlib.PurePosixPath('a/b')
pathlib.PurePosixPath('')
pathlib.PurePosixPath('/')
pathlib.PureWindowsPath('C:/a/b')
pathlib.PureWindowsPath('//host/share/a')
pathlib.Path('a')
[pathlib.PurePosixPath('/a'), pathlib.PurePosixPath('/a/b'), '/a']
value = pathlib.PurePosixPath('/a/b'); value = [value, value]
['pathlib', pathlib.PurePosixPath('/a'), 'a', '/']
functools.partial(int)
functools.partial(int, '11', base=2)
functools.partial(functools.partial(int), 1)
attributes(functools.partial(int, '7'), x=1)
[functools.partial(len), functools.partial(len), len]
functools.partial(make, [1], k={'a': 1})
operator.itemgetter(1)
operator.itemgetter(1, 2)
operator.itemgetter('a', 'b')
operator.attrgetter('a')
operator.attrgetter('a.b', 'c')
operator.methodcaller('m')
operator.methodcaller('m', 1)
operator.methodcaller('m', 1, k=2)
[operator.itemgetter(1), operator.attrgetter('a'), operator.methodcaller('m'), 'operator']
signal.SIGINT
signal.Signals.SIGTERM
[signal.SIGINT, signal.SIGTERM]
socket.AF_INET
[socket.AF_INET, socket.SOCK_STREAM]
ctypes.c_int
[ctypes.Structure, ctypes.c_double]
""")
lines("""
io.BytesIO()
io.BytesIO(b'ab')
value = io.BytesIO(b'abc'); value.seek(1)
io.StringIO(u'')
io.StringIO(u'ab')
value = io.StringIO(u'abc\\n'); value.seek(2)
""", lowest=2)
lines3("xml.etree.ElementTree.Element('a', b='c')\n"
       "e = xml.etree.ElementTree.Element('a'); e.append(xml.etree.ElementTree.Element('b')); e.text = 't'; value = e", lowest=2)
lines3("[io.BytesIO(b'a'), io.BytesIO(b'a')]\nattributes(io.BytesIO(b'a'), name='n')\ncopy.deepcopy(io.StringIO('x'))", lowest=2)
lines("logging.getLogger('a.b')\nlogging.getLogger()", since=(3, 7))
lines("ipaddress.ip_address('fe80::1%eth0')", since=(3, 9))
lines("array.array('w', 'ab')", since=(3, 13))
lines("frozendict()\nfrozendict(a=1)\nfrozendict(a=1, b=[2])\n[frozendict(a=1), frozendict(a=1)]\nvalue = frozendict(a=1); value = [value, value]",
      since=(3, 15), lowest=2)

# Iterators, which pickle where they stand.
lines3("""
iter([])
iter([1, 2])
iter((1, 2))
iter('ab')
iter(b'ab')
iter(bytearray(b'ab'))
iter(range(3))
iter({1, 2})
iter({1: 2})
iter({1: 2}.items())
iter({1: 2}.values())
iter(collections.OrderedDict([(1, 2)]))
iter(collections.deque([1, 2]))
iter(len, 1)
after(1, iter([1, 2]))
after(1, iter((1, 2)))
after(1, iter('ab'))
after(1, iter(b'ab'))
after(1, iter(range(3)))
after(2, iter([1, 2]))
value = iter([1]); list(value)
value = iter('a'); list(value)
value = iter(()); list(value)
enumerate(['a'])
enumerate(['a'], 5)
after(1, enumerate(['a', 'b']))
zip([1], [2])
after(1, zip([1, 2], [2, 3]))
map(len, [])
map(len, ['a', 'b'])
filter(None, [1])
reversed([1, 2])
reversed((1, 2))
after(1, reversed([1, 2]))
value = [1, 2]; value = [iter(value), value]
value = [1, 2]; value = [value, iter(value)]
value = []; value.append(iter(value))
[iter([1]), iter([1]), iter]
""")
lines("reversed({1: 2})", since=(3, 8))
lines3("""
itertools.count()
itertools.count(1, 2)
itertools.count(1.5)
itertools.count(2**70)
itertools.cycle([1, 2])
after(1, itertools.cycle([1, 2]))
itertools.repeat(1)
itertools.repeat(1, 3)
itertools.chain([1], [2])
after(1, itertools.chain([1], [2]))
itertools.accumulate([1, 2])
after(1, itertools.accumulate([1, 2]))
itertools.combinations([1, 2], 1)
after(1, itertools.combinations([1, 2], 1))
itertools.combinations_with_replacement([1], 1)
itertools.permutations([1, 2])
itertools.product([1], [2])
after(1, itertools.product([1, 2], [2]))
itertools.compress([1], [1])
itertools.dropwhile(len, [])
itertools.takewhile(len, [])
itertools.filterfalse(len, [])
itertools.starmap(len, [])
itertools.islice([1, 2, 3], 1, 3)
itertools.groupby([1])
itertools.zip_longest([1], [2])
itertools.tee([1])[0]
[itertools.count(), itertools.count(), itertools.count]
""", until=(3, 13))

# Many things in one pickle.
lines("""
[None, 1, 1.5, u'a', [1], (1,), {1: 2}, set([1]), frozenset([1]), Simple(), Simple, len, ValueError(1)]
[Simple(), Base(1), Derived(1, 2), Listlike([1]), Dictlike({1: 2}), Point(1, 2), Copied(1), Stateful(1)]
dict([(i, [u'n%d' % i, i / 2.0, (i, str(i)), {u'k': None}]) for i in range(60)])
[[i % 100] for i in range(9000)]
[u'text %d' % (i % 50) for i in range(6000)]
[(i % 100, u'v') for i in range(9000)]
[Simple() for i in range(1000)]
[attributes(Simple(), a=[i], b={u'k': i}) for i in range(300)]
[decimal.Decimal(i) for i in range(300)]
[datetime.datetime(2026, 1, 1, i % 24, i % 60) for i in range(300)]
[u'x' * 70000, list(range(2000)), u'y' * 70000]
value = [[] for i in range(300)]; value = value + value
value = [(i,) for i in range(300)]; value = [value, value[250:], value[:10]]
[u'a' * 200 for i in range(400)]
[[u'x' * 65500, 1], [2, u'z']]
[bytearray(b'q' * 66000), bytearray(b'r'), bytearray(b'q' * 66000)]
""")
lines3("""
[b'a' * 100000, 1, b'b' * 100000, 2, 'c' * 100000]
{'b': b'x' * 70000, 's': 'x' * 70000, 'l': list(range(3000)), 'd': {i: str(i) for i in range(1500)}}
[Outer.Middle(), Outer.Middle.Inner, Colour.RED, Typed('a')]
{'when': datetime.datetime(2026, 1, 2, 3, tzinfo=datetime.timezone.utc), 'id': uuid.UUID(int=5), 'price': decimal.Decimal('1.50'), 'path': pathlib.PurePosixPath('/a')}
[array.array('d', [1.5]), functools.partial(int, base=2), operator.itemgetter(1), range(3), slice(1), re.compile('x')]
[iter([1]), iter('a'), zip([1], [2]), enumerate([])]
[bytes(300), bytearray(300), 'x' * 300]
""")
