"""Classes whose instances the corpus pickles: one per way in which an object can be reduced.

Importable on CPython 2.7 and 3.6 to 3.15. Nothing here has behaviour worth running; the shapes are the point.
"""
import sys

PYTHON2 = sys.version_info[0] == 2


class Plain(object):
    """NEWOBJ and BUILD with a dict (copyreg._reconstructor at protocols 0 and 1)."""

    def __init__(self, **attributes):
        self.__dict__.update(attributes)

    def __eq__(self, other):
        return type(other) is type(self) and other.__dict__ == self.__dict__

    def __hash__(self):
        return 1


class Order(Plain):
    """A second plain class, so that two classes of one module share their module's name."""

    class Line(Plain):
        """A nested class: a dotted qualified name at protocol 4, a chain of getattr below."""

        class Part(Plain):
            """Nested twice."""


class Slots(object):
    """BUILD with a (dict, slots) pair; protocols 0 and 1 refuse it."""

    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class SlotsAndDict(Slots):
    """BUILD with a pair of which both halves are filled."""


class Arguments(object):
    """NEWOBJ with arguments."""

    def __new__(cls, *arguments):
        self = object.__new__(cls)
        self.arguments = arguments
        return self

    def __getnewargs__(self):
        return self.arguments


class Keywords(object):
    """NEWOBJ_EX; functools.partial at protocols 2 and 3."""

    def __new__(cls, *arguments, **keywords):
        self = object.__new__(cls)
        return self

    def __init__(self, *arguments, **keywords):
        self.__dict__["made"] = (arguments, keywords)

    def __getnewargs_ex__(self):
        return self.made

    def __getstate__(self):
        return None


class MadeByMethod(object):
    """Made by a class method, which is a bound method anew whenever it is asked for."""

    @classmethod
    def make(cls, *arguments):
        self = object.__new__(cls)
        self.arguments = arguments
        return self

    def __reduce__(self):
        return self.make, self.arguments


class State(object):
    """BUILD with whatever state it was given, not a dict."""

    def __init__(self, state):
        self.state = state

    def __getstate__(self):
        return self.state

    def __setstate__(self, state):
        self.state = state


class Reduced(object):
    """REDUCE with exactly the tuple that it was given."""

    def __init__(self, *reduced):
        self.reduced = reduced

    def __reduce__(self):
        return self.reduced


class Recursive(object):
    """A reduce whose arguments hold the object itself, through a list."""

    def __init__(self, holder):
        self.holder = holder

    def __reduce__(self):
        return Recursive, (self.holder,)


def restore(target, state):
    """The state setter of the six-item reduce."""
    target.__dict__["restored"] = state


def make(*arguments):
    """A function to reduce to."""
    result = Plain(arguments=arguments)
    return result


class WithSetter(object):
    """A reduce of six items: the state goes through a function, not through BUILD."""

    def __init__(self, state):
        self.made = state

    def __reduce__(self):
        return Plain, (), self.made, None, None, restore


class Items(list):
    """A list subclass with attributes: items by APPENDS after NEWOBJ."""


class Table(dict):
    """A dict subclass with attributes: items by SETITEMS after NEWOBJ."""


class Text(str):
    """A str subclass."""


class Number(int):
    """An int subclass."""


class Pair(tuple):
    """A tuple subclass with attributes."""


class Persistent(object):
    """Written as the persistent id it carries."""

    def __init__(self, pid):
        self.pid = pid


class Registered(Plain):
    """Registered in the extension registry, with code 240."""


class RegisteredWide(Plain):
    """Registered in the extension registry, with code 1000."""


class RegisteredHuge(Plain):
    """Registered in the extension registry, with code 1000000."""


EXTENSIONS = {240: "Registered", 1000: "RegisteredWide", 1000000: "RegisteredHuge"}

if PYTHON2:
    class Classic:
        """A class of the old kind: INST at protocol 0, OBJ at 1 and 2."""

        def __init__(self, x=0):
            self.x = x

    class ClassicArguments:
        """A class of the old kind that is made from arguments."""

        def __init__(self, *arguments):
            self.arguments = arguments

        def __getinitargs__(self):
            return self.arguments
else:
    import enum

    class Colour(enum.Enum):
        RED = 1
        GREEN = "green"

    class Permission(enum.IntFlag):
        READ = 1
        WRITE = 2
