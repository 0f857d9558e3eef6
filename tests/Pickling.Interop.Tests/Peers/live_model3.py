"""The part of live_model that only Python 3 can read: enums, typing, dataclasses and names that are not ASCII."""
import abc
import enum
import functools
import sys
import typing


class Colour(enum.Enum):
    RED = 1
    GREEN = "green"
    BLUE = (0, 0, 255)
    CRIMSON = 1


class Shape(enum.IntEnum):
    SQUARE = 1
    CIRCLE = 2


class Access(enum.Flag):
    READ = 1
    WRITE = 2
    RUN = 4


class Mode(enum.IntFlag):
    READ = 4
    WRITE = 2
    RUN = 1


class Tag(str, enum.Enum):
    A = "a"
    LONG = "a longer tag"


class Ratio(float, enum.Enum):
    HALF = 0.5


class Auto(enum.Enum):
    FIRST = enum.auto()
    SECOND = enum.auto()


Functional = enum.Enum("Functional", "ONE TWO", module=__name__)


class ReducedByName(enum.Enum):
    X = 1

    def __reduce_ex__(self, protocol):
        return getattr, (self.__class__, self.name)


class EnumOwner(object):
    class Level(enum.Enum):
        LOW = 1
        HIGH = 2


class Abstract(abc.ABC):
    @abc.abstractmethod
    def act(self):
        """Nothing."""


class Concrete(Abstract):
    def act(self):
        return 1


T = typing.TypeVar("T")


class Box(typing.Generic[T]):
    def __init__(self, item=None):
        self.item = item


class Typed(typing.NamedTuple):
    name: str
    count: int = 0


UserId = typing.NewType("UserId", int)


class Élan(object):
    """Not ASCII: no name for a protocol below 3."""

    class Être(object):
        pass


def façade():
    return None


class WithSetState(object):
    """The setter of the six-item reduce, and its own attributes."""

    def __init__(self, state, items=(), pairs=()):
        self.made = state, items, pairs

    def __reduce__(self):
        state, items, pairs = self.made
        return Holder, (), state, iter(items), iter(pairs), set_state


class Holder(list):
    def __setitem__(self, key, value):
        self.__dict__[key] = value


def set_state(target, state):
    target.__dict__["given"] = state


class SetterOfClass(object):
    def __init__(self, state):
        self.given = state

    def __reduce__(self):
        return Holder, (), self.given, None, None, Setters.apply


class Setters(object):
    @staticmethod
    def apply(target, state):
        target.__dict__["given"] = state


class Notes(Exception):
    pass


@functools.lru_cache(maxsize=None)
def cached():
    return None


if sys.version_info >= (3, 7):
    import dataclasses

    @dataclasses.dataclass
    class Record:
        number: int
        name: str = "n"
        tags: list = dataclasses.field(default_factory=list)

    @dataclasses.dataclass
    class RecordDerived(Record):
        extra: float = 0.5

    @dataclasses.dataclass(frozen=True)
    class Frozen:
        x: int
        y: int = 2

    @dataclasses.dataclass(order=True)
    class Ordered:
        x: int
        other: object = dataclasses.field(default=None, compare=False)

    @dataclasses.dataclass
    class Node:
        value: object
        next: object = None

if sys.version_info >= (3, 10):
    @dataclasses.dataclass(slots=True)
    class Slotted:
        x: int
        y: object = None

    @dataclasses.dataclass(slots=True, frozen=True)
    class SlottedFrozen:
        x: int
        y: object = None

    @dataclasses.dataclass(kw_only=True)
    class KeywordOnly:
        x: int
        y: int = 2

if sys.version_info >= (3, 11):
    class Level(enum.StrEnum):
        LOW = "low"
        HIGH = "high"

if sys.platform == "emscripten":
    # No time zones come with it; one file that says what UTC is does for a name.
    import os
    import struct
    import tempfile
    import zoneinfo

    folder = tempfile.mkdtemp()
    with open(os.path.join(folder, "UTC"), "wb") as zone:
        zone.write(b"TZif" + bytes(16) + struct.pack(">6l", 0, 0, 0, 0, 1, 4) + struct.pack(">lbb", 0, 0, 0) + b"UTC\0")
    zoneinfo.reset_tzpath([folder])
