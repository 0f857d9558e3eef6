"""Classes built with the standard library's own tools, for the tests of its values. Runs on CPython 2.7 and 3.6 to 3.15."""
import collections
import sys

Point = collections.namedtuple("Point", ["x", "y"])
Single = collections.namedtuple("Single", ["only"])


class Names(set):
    """A set subclass."""


class Fixed(frozenset):
    """A frozenset subclass."""


class Ratio(float):
    """A float subclass."""


class Failure(Exception):
    """An exception of a module."""


if sys.version_info[0] > 2:
    import enum

    class Blob(bytes):
        """A bytes subclass."""

    class Level(enum.IntEnum):
        LOW = 1
        HIGH = 2

    class Mode(enum.Flag):
        READ = 4
        WRITE = 2

    class Shade(str, enum.Enum):
        DARK = "dark"

if sys.version_info >= (3, 7):
    import dataclasses

    FIELDS = [("amount", int), ("currency", str, "EUR")]
    HERE = {"__module__": __name__}
    Money = dataclasses.make_dataclass("Money", FIELDS, namespace=HERE)
    Frozen = dataclasses.make_dataclass("Frozen", FIELDS[:1], namespace=HERE, frozen=True)

if sys.version_info >= (3, 10):
    Slotted = dataclasses.make_dataclass("Slotted", FIELDS, namespace=HERE, slots=True)
    FrozenSlotted = dataclasses.make_dataclass("FrozenSlotted", FIELDS, namespace=HERE, frozen=True, slots=True)
