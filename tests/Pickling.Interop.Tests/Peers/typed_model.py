"""Classes of every kind that .NET types are mapped to, for the live tests of typed loads and dumps."""
import collections
import dataclasses
import enum


@dataclasses.dataclass
class Line:
    sku: str
    count: int
    unit_price: float


@dataclasses.dataclass
class Order:
    id: int
    customer: str
    lines: list
    totals: dict
    discount: object = None


class Slotted:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right

    def __eq__(self, other):
        return type(self) is type(other) and (self.left, self.right) == (other.left, other.right)


Point = collections.namedtuple("Point", "x y")


class Color(enum.Enum):
    RED = 1
    GREEN = 2


class Listed:
    """What dataclasses with frozen slots are from 3.10 on: the state is a list."""

    def __init__(self, first, second):
        self.first = first
        self.second = second

    def __getstate__(self):
        return [self.first, self.second]

    def __setstate__(self, state):
        self.first, self.second = state

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__


class Called:
    def __init__(self, host, port):
        self.host = host
        self.port = port

    def __reduce__(self):
        return Called, (self.host, self.port)

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__


class Shape:
    def __init__(self, **attributes):
        self.__dict__.update(attributes)

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__


class Circle(Shape):
    pass


class Square(Shape):
    pass


def examples():
    line = Line("A-1", 3, 2.5)
    return {
        "Order": Order(7, "Ann", [line, line, Line("B-2", 70000, -1.0)], {"net": 10, "gross": 1 << 40}),
        "Slotted": Slotted(1, "right side"),
        "Point": Point(1, -2),
        "Color": Color.GREEN,
        "Listed": Listed("one", 2),
        "Called": Called("localhost", 8080),
        "Shapes": [Circle(radius=1.5), Square(side=2)],
    }
