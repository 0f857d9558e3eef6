"""Classes of the live expressions, beside those of corpus_model: what a program of today defines and pickles.

Importable on CPython 2.7 and 3.6 to 3.15; what needs Python 3 or a later version is left out below it.
"""
import collections
import sys

if sys.version_info[0] == 2:
    import copy_reg as copyreg
else:
    import copyreg


class Simple(object):
    pass


class Base(object):
    kind = "base"

    def __init__(self, x=0):
        self.x = x


class Derived(Base):
    def __init__(self, x=0, y=0):
        Base.__init__(self, x)
        self.y = y


class Meta(type):
    pass


Made = Meta("Made", (Base,), {"__module__": __name__})


class NewArguments(object):
    def __new__(cls, *arguments):
        self = object.__new__(cls)
        self.made = arguments
        return self

    def __getnewargs__(self):
        return self.made

    def __getstate__(self):
        return None


class NewArgumentsEx(object):
    """Arguments and keywords both; an empty dict of keywords gives plain NEWOBJ."""

    def __new__(cls, *arguments, **keywords):
        self = object.__new__(cls)
        self.made = arguments, keywords
        return self

    def __getnewargs_ex__(self):
        return self.made

    def __getstate__(self):
        return None


class NewArgumentsInt(int):
    def __new__(cls, text, **keywords):
        self = int.__new__(cls, text)
        self.keywords = keywords
        return self

    def __getnewargs_ex__(self):
        return (str(int(self)),), self.keywords


class Stateful(object):
    """Its state is whatever it was given."""

    def __init__(self, state):
        self.given = state

    def __getstate__(self):
        return self.given

    def __setstate__(self, state):
        self.given = state


class Stateless(object):
    """A state that its class does not set: a dict, or a pair with slots."""

    def __init__(self, state):
        self.given = state

    def __getstate__(self):
        return self.given


class One(object):
    __slots__ = ("a",)

    def __init__(self, *values):
        for name, value in zip(self.__slots__, values):
            setattr(self, name, value)


class Two(object):
    __slots__ = ("a", "b")

    def __init__(self, *values):
        for name, value in zip(self.__slots__, values):
            setattr(self, name, value)


class Mangled(object):
    __slots__ = ("__hidden", "shown")

    def __init__(self, hidden, shown):
        self.__hidden = hidden
        self.shown = shown


class Weak(object):
    __slots__ = ("a", "__weakref__")

    def __init__(self, a):
        self.a = a


class WithDict(object):
    __slots__ = ("a", "__dict__")

    def __init__(self, a, **attributes):
        self.a = a
        self.__dict__.update(attributes)


class SlotsDerived(Two):
    __slots__ = ("c",)

    def __init__(self, a, b, c):
        Two.__init__(self)
        self.a = a
        self.b = b
        self.c = c


class SlotsState(object):
    __slots__ = ("a",)

    def __init__(self, a):
        self.a = a

    def __getstate__(self):
        return {"a": self.a}

    def __setstate__(self, state):
        self.a = state["a"]


class ByName(object):
    """Reduces to a name: one object for the whole program."""

    def __reduce__(self):
        return "SINGLE"


SINGLE = ByName()


class ByProtocol(object):
    """What it reduces to tells the protocol."""

    def __reduce_ex__(self, protocol):
        return make, (protocol, u"protocol")


class Numbered(object):
    """A callable object as the callable of a reduce."""

    def __init__(self, number):
        self.number = number

    def __call__(self, *arguments):
        return Simple()


class ByObject(object):
    def __reduce__(self):
        return Numbered(7), (1, 2)


class Reduce(object):
    """Reduces to the tuple that it was given, which is not kept: each look makes a new one."""

    def __init__(self, *parts):
        self.parts = parts

    def __reduce__(self):
        return tuple(list(self.parts))


class Listlike(list):
    pass


class Dictlike(dict):
    pass


class Tuplelike(tuple):
    pass


class Setlike(set):
    pass


class Frozenlike(frozenset):
    pass


class Intlike(int):
    pass


class Floatlike(float):
    pass


class Complexlike(complex):
    pass


class Byteslike(bytes):
    pass


class Bytearraylike(bytearray):
    pass


class Textlike(type(u"")):
    pass


class Dequelike(collections.deque):
    pass


class Defaultlike(collections.defaultdict):
    pass


class Orderedlike(collections.OrderedDict):
    pass


class Counterlike(collections.Counter):
    pass


class ListWithReduce(list):
    """Its own items by hand, not through list items."""

    def __reduce__(self):
        return ListWithReduce, (list(self),)


class AppendOnly(object):
    """Filled by append and extend, as a list subclass is, but not one."""

    def __init__(self):
        self.items = []

    def append(self, item):
        self.items.append(item)

    def extend(self, items):
        self.items.extend(items)

    def __reduce__(self):
        return AppendOnly, (), None, iter(self.items)


class ItemsOnly(object):
    """Filled by item assignment, as a dict subclass is, but not one."""

    def __init__(self):
        self.items = []

    def __setitem__(self, key, value):
        self.items.append((key, value))

    def __reduce__(self):
        return ItemsOnly, (), None, None, iter(self.items)


class Copied(object):
    """Pickled by a function in copyreg's table."""

    def __init__(self, x):
        self.x = x


def reduce_copied(copied):
    return Copied, (copied.x,)


copyreg.pickle(Copied, reduce_copied)


class Hashed(object):
    """Hashable before its attributes are there, so that a cycle through a key loads."""

    def __hash__(self):
        return 7

    def __eq__(self, other):
        return self is other


Point = collections.namedtuple("Point", "x y")
Empty = collections.namedtuple("Empty", "")
Single = collections.namedtuple("Single", "only")
Wide = collections.namedtuple("Wide", "a b c d e")


class PointWithMore(Point):
    pass


class Failure(Exception):
    pass


class FailureWithArguments(Exception):
    def __init__(self, code, text=u"failed"):
        Exception.__init__(self, code, text)
        self.code = code


class FailureWithReduce(Exception):
    def __init__(self, code):
        Exception.__init__(self, u"code %d" % code)
        self.code = code

    def __reduce__(self):
        return FailureWithReduce, (self.code,)


def make(*arguments):
    return Simple()


def function():
    return None


class Outer(object):
    class Middle(object):
        class Inner(object):
            def method(self):
                return None

        def method(self):
            return None

    class I(object):
        """A name of one character."""

    class Number(int):
        pass

    class __Hidden(object):
        pass

    def method(self):
        return None

    @classmethod
    def class_method(cls):
        return None

    @staticmethod
    def static_method():
        return None


def attributes(target, **values):
    """The target with attributes, in one expression."""
    target.__dict__.update(values)
    return target


def cause(error, of):
    error.__cause__ = of
    return error


def after(count, iterator):
    """The iterator after some items of it."""
    for _ in range(count):
        next(iterator)
    return iterator


if sys.version_info[0] == 2:
    class Classic:
        def __init__(self, x=0):
            self.x = x

    class ClassicState:
        def __init__(self, state):
            self.state = state

        def __getstate__(self):
            return self.state

        def __setstate__(self, state):
            self.state = state

    class ClassicArguments:
        def __init__(self, *arguments):
            self.arguments = arguments

        def __getinitargs__(self):
            return self.arguments
else:
    from live_model3 import *  # noqa: F401,F403
