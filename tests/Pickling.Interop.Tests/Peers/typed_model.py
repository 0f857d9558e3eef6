"""Classes of every kind that .NET types are mapped to, for the live tests of typed loads and dumps.

Runs on CPython 2.7 and 3.6 to 3.15. Where a version lacks dataclasses, enums or slots in dataclasses, a class written by hand
stands in for them, with the same pickle.
"""
from __future__ import unicode_literals

import collections
import sys

try:
    import dataclasses
except ImportError:
    dataclasses = None

try:
    import enum
except ImportError:
    enum = None


class Value(object):
    """Compares by its attributes, in slots or not."""

    def __eq__(self, other):
        return type(self) is type(other) and self.parts() == other.parts()

    def __ne__(self, other):
        return not self == other

    __hash__ = None

    def parts(self):
        return self.__dict__


def dataclass(name, fields, **options):
    """Made by a call, because 2.7 cannot read annotations."""
    made = dataclasses.make_dataclass(name, fields, **options)
    made.__module__ = __name__
    return made


if dataclasses:
    Line = dataclass("Line", [("sku", str), ("count", int), ("unit_price", float)])
    Order = dataclass("Order", [("id", int), ("customer", str), ("lines", list), ("totals", dict), ("discount", object, None)])
else:
    class Line(Value):
        def __init__(self, sku, count, unit_price):
            self.sku = sku
            self.count = count
            self.unit_price = unit_price

    class Order(Value):
        def __init__(self, id, customer, lines, totals, discount=None):
            self.id = id
            self.customer = customer
            self.lines = lines
            self.totals = totals
            self.discount = discount


class Slotted(object):
    __slots__ = (str("left"), str("right"))

    def __init__(self, left, right):
        self.left = left
        self.right = right

    def __eq__(self, other):
        return type(self) is type(other) and (self.left, self.right) == (other.left, other.right)


Point = collections.namedtuple(str("Point"), str("x y"))


class Interval(Value):
    """Made by its arguments from protocol 2 on."""

    def __new__(cls, low=0, high=0):
        self = object.__new__(cls)
        self.low = low
        self.high = high
        return self

    def __getnewargs__(self):
        return self.low, self.high


if enum:
    class Color(enum.Enum):
        RED = 1
        GREEN = 2

    class Grade(enum.IntEnum):
        GOOD = 10
        BAD = 20

    class Access(enum.Flag):
        READ = 1
        WRITE = 2

    class Mood(enum.Enum):
        HAPPY = "Happy"
        SAD = "Sad"
else:
    class Member(object):
        def __new__(cls, value):
            if value not in cls.members:
                cls.members[value] = object.__new__(cls)
                cls.members[value].value = value
            return cls.members[value]

        def __reduce_ex__(self, protocol):
            return type(self), (self.value,)

    class Color(Member):
        members = {}

    class Grade(Member):
        members = {}

    class Access(Member):
        members = {}

        def __or__(self, other):
            return Access(self.value | other.value)

    class Mood(Member):
        members = {}

    Color.RED, Color.GREEN = Color(1), Color(2)
    Grade.GOOD, Grade.BAD = Grade(10), Grade(20)
    Access.READ, Access.WRITE = Access(1), Access(2)
    Mood.HAPPY, Mood.SAD = Mood("Happy"), Mood("Sad")


if sys.version_info >= (3, 10):
    Listed = dataclass("Listed", [("first", str), ("second", int)], frozen=True, slots=True)
else:
    class Listed(Value):
        """What a dataclass with frozen slots is from 3.10 on: the state is a list."""

        def __init__(self, first, second):
            self.first = first
            self.second = second

        def __getstate__(self):
            return [self.first, self.second]

        def __setstate__(self, state):
            self.first, self.second = state


class Stated(Value):
    """Keeps something else than it pickles."""

    def __init__(self, celsius):
        self.kelvin = celsius + 273.0

    def __getstate__(self):
        return {"celsius": self.kelvin - 273.0, "version": 2}

    def __setstate__(self, state):
        if state["version"] != 2:
            raise ValueError(state)
        self.kelvin = state["celsius"] + 273.0


class Called(Value):
    def __init__(self, host, port):
        self.host = host
        self.port = port

    def __reduce__(self):
        return Called, (self.host, self.port)


class OutOfStock(Exception):
    """An exception is called with its arguments, and then has attributes besides."""

    def __init__(self, message, left):
        super(OutOfStock, self).__init__(message, left)
        self.left = left

    def __eq__(self, other):
        return type(self) is type(other) and (self.args, self.left) == (other.args, other.left)

    __hash__ = None


class Vehicle(Value):
    def __init__(self, wheels):
        self.wheels = wheels


class Truck(Vehicle):
    def __init__(self, wheels, tons):
        super(Truck, self).__init__(wheels)
        self.tons = tons


class Garage(Value):
    class Door(Value):
        def __init__(self, width):
            self.width = width


class Shape(Value):
    def __init__(self, **attributes):
        self.__dict__.update(attributes)


class Circle(Shape):
    pass


class Square(Shape):
    pass


class Node(object):
    def __init__(self, number):
        self.number = number
        self.next = None


def examples(protocol):
    line = Line("A-1", 3, 2.5)
    return {
        "Order": Order(7, "Ann", [line, line, Line("B-2", 70000, -1.0)], {"net": 10, "gross": 1 << 40}),
        # Python does not pickle slots below protocol 2, nor does 2.7 pickle nested classes.
        "Slotted": Slotted(1, "right side") if protocol >= 2 else None,
        "Door": Garage.Door(2.5) if sys.version_info[0] > 2 else None,
        "Point": Point(1, -2),
        "Interval": Interval(3, 1 << 33),
        "Color": Color.GREEN,
        "Grade": Grade.BAD,
        "Access": Access.READ | Access.WRITE,
        "Listed": Listed("one", 2) if protocol >= 2 else None,
        "Stated": Stated(21.5),
        "Called": Called("localhost", 8080),
        "Error": OutOfStock("gone", 0),
        "Vehicles": [Vehicle(4), Truck(6, 7.5)],
        "Shapes": [Circle(radius=1.5), Square(side=2)],
    }


def ring():
    first, second = Node(1), Node(2)
    first.next, second.next = second, first
    return first
