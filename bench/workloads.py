"""Makes the benchmark's pickles: the same objects from the same seeds on every machine.

    python workloads.py FOLDER [--protocol 5] [--only NAME ...]

Writes FOLDER/NAME.pkl, FOLDER/small/NAME.pkl (the same shape, small enough to warm up with in no time) and, for
out-of-band workloads, NAME.buffer beside them. The classes below are what the pickles name, so a peer that loads
them imports this module.
"""

import argparse
import collections
import dataclasses
import datetime
import decimal
import enum
import os
import pickle
import random
import sys
import threading
import uuid


@dataclasses.dataclass
class Record:
    number: int
    name: str
    score: float
    active: bool
    group: str


class Status(enum.Enum):
    NEW = 1
    PAID = 2
    SENT = 3


@dataclasses.dataclass
class Line:
    sku: str
    quantity: int
    price: decimal.Decimal


def from_buffer(buffer, dtype, shape, order):
    """Stands for numpy's _frombuffer: keeps the buffer, copies nothing."""
    return Array(buffer, dtype, shape, order)


class Array:
    """Pickles as numpy's ndarray does, without numpy: a call with a PickleBuffer and three small values."""

    def __init__(self, buffer, dtype, shape, order):
        self.buffer, self.dtype, self.shape, self.order = buffer, dtype, shape, order

    def __reduce_ex__(self, protocol):
        data = pickle.PickleBuffer(self.buffer) if protocol >= 5 else bytes(self.buffer)
        return from_buffer, (data, self.dtype, self.shape, self.order)


# The first three have the shapes of pyperformance's pickle, pickle_list and pickle_dict benchmarks.
def pp_pickle(scale):
    user = {
        "ads_flags": 0, "age": 18, "birthday": datetime.date(1980, 5, 7), "bulletin_count": 0, "comment_count": 0,
        "country": "BR", "encrypted_id": "G9urXXAJwjE", "favorite_count": 9, "first_name": "", "flags": 412317970704,
        "friend_count": 0, "gender": "m", "gender_for_display": "Male", "id": 302935349, "is_custom_profile_icon": 0,
        "last_name": "", "locale_preference": "pt_BR", "member": 0, "tags": ["a", "b", "c", "d", "e", "f", "g"],
        "profile_foo_id": 827119638, "secure_encrypted_id": "Z_xxx2dYx3t4YAdnmfgyKw", "session_number": 2,
        "signup_id": "201-19225-223", "status": "A", "theme": 1, "time_created": 1225237014,
        "time_updated": 1233134493, "unread_message_count": 0, "user_group": "0", "username": "collinwinter",
        "play_count": 9, "view_count": 7, "zip": "",
    }
    values = ([265867233, 265868503, 265252341, 265243910, 265879514, 266219766, 266021701, 265843726, 265592821,
               265246784, 265853180, 45526486, 265463699, 265848143, 265863062, 265392591, 265877490, 265823665,
               265828884, 265753032], 60)
    draw = random.Random(1)
    group = [{str(draw.randrange(10**8)): str(draw.randrange(10**6)) for _ in user} for _ in range(3)]
    return user, values, group


def pp_list(scale):
    return [[list(range(10)), list(range(10))] for _ in range(10)]


def pp_dict(scale):
    return {key: dict.fromkeys(range(10)) for key in range(100)}


def ints_small(scale):
    draw = random.Random(2)
    return [draw.randrange(256) for _ in range(scale(1_000_000))]


def ints_range(scale):
    return list(range(scale(1_000_000)))


def floats(scale):
    draw = random.Random(3)
    return [draw.random() for _ in range(scale(1_000_000))]


def strs(scale):
    return ["item %d" % i for i in range(scale(1_000_000))]


def strs_utf8(scale):
    draw = random.Random(4)
    words = ["größe", "façade", "naïve", "日本語", "中文字", "한국어", "😀🎉", "Ελληνικά", "кириллица", "žluťoučký"]
    return [draw.choice(words) + " " + draw.choice(words) + " %d" % i for i in range(scale(200_000))]


def dict_str_int(scale):
    return {"key_%d" % i: i for i in range(scale(1_000_000))}


def objs(scale):
    groups = ["group %d" % i for i in range(10)]
    return [Record(i, "name %d" % i, i * 0.5, i % 2 == 0, groups[i % 10]) for i in range(scale(200_000))]


def tuples(scale):
    return [((i, (i + 1, i + 2)), (i * 0.5, ("t%d" % i, None))) for i in range(scale(100_000))]


def deep(scale):
    value = []
    for _ in range(scale(100_000) - 1):
        value = [value]
    return value


def bytes100(scale):
    return random.Random(5).randbytes(1_000) * scale(100_000)


def ndarray(scale):
    count = scale(12_500_000)
    block = random.Random(6).randbytes(8_000)
    return Array(bytearray(block * (count // 1_000)), "<f8", (count,), "C")


def bigints(scale):
    draw = random.Random(7)
    return [draw.randrange(10**9_999, 10**10_000) for _ in range(max(scale(100), 2))]


def table(scale):
    draw = random.Random(8)
    return [{"id": i, "name": "row %d" % i, "price": draw.random() * 100, "count": draw.randrange(1000),
             "active": draw.random() < 0.5, "note": None} for i in range(scale(100_000))]


def refs(scale):
    draw = random.Random(9)
    shared = [[i] for i in range(1_000)]
    return [shared[draw.randrange(1_000)] for _ in range(scale(1_000_000))]


def mix(scale):
    draw = random.Random(10)
    zone = datetime.timezone(datetime.timedelta(hours=2))
    cities = ["Zürich", "København", "東京", "São Paulo", "Kraków", "Αθήνα"]
    orders = []
    for i in range(scale(10_000)):
        orders.append({
            "id": uuid.UUID(int=draw.getrandbits(128)),
            "created": datetime.datetime(2024, 1 + i % 12, 1 + i % 28, i % 24, i % 60, 5, 123456, tzinfo=zone),
            "due": datetime.date(2024, 1 + i % 12, 1 + i % 28),
            "total": decimal.Decimal(draw.randrange(10**6)) / 100,
            "status": draw.choice(list(Status)),
            "lines": [Line("SKU-%04d" % draw.randrange(10**4), 1 + draw.randrange(9),
                           decimal.Decimal(draw.randrange(10**4)) / 100) for _ in range(1 + i % 3)],
            "tags": frozenset(draw.sample(range(100), 3)),
            "customer": {"name": "Customer %d" % i, "city": draw.choice(cities), "vip": i % 7 == 0},
            "history": collections.OrderedDict((("new", i), ("paid", i + 1))),
            "signature": draw.getrandbits(256).to_bytes(32, "big"),
        })
    return orders


WORKLOADS = {
    "pp_pickle": pp_pickle, "pp_list": pp_list, "pp_dict": pp_dict, "ints_small": ints_small,
    "ints_range": ints_range, "floats": floats, "strs": strs, "strs_utf8": strs_utf8, "dict_str_int": dict_str_int,
    "objs": objs, "tuples": tuples, "deep": deep, "bytes100": bytes100, "ndarray": ndarray, "ndarray_oob": ndarray,
    "bigints": bigints, "table": table, "refs": refs, "mix": mix,
    # The same pickles, which .NET loads into classes of its own.
    "objs_typed": objs, "table_typed": table, "floats_typed": floats,
}


def write(folder, name, value, protocol):
    path = os.path.join(folder, name + ".pkl")
    if os.path.exists(path):
        return
    buffers = []
    if name.endswith("_oob"):
        data = pickle.dumps(value, protocol, buffer_callback=buffers.append)
    elif name == "deep":
        # The C pickler gives up at this depth; the Python one writes the same bytes and only needs room.
        data = pickle._dumps(value, protocol)
    else:
        data = pickle.dumps(value, protocol)
    for buffer in buffers:
        with open(os.path.join(folder, name + ".buffer"), "wb") as file:
            file.write(buffer.raw())
    # Renamed when whole: a run that was interrupted leaves nothing that looks finished.
    with open(path + ".part", "wb") as file:
        file.write(data)
    os.replace(path + ".part", path)


def generate(folder, protocol, only):
    small = os.path.join(folder, "small")
    os.makedirs(small, exist_ok=True)
    for name, make in WORKLOADS.items():
        if only and name not in only:
            continue
        if name.endswith("_oob") and protocol < 5:
            continue
        if os.path.exists(os.path.join(folder, name + ".pkl")):
            continue
        write(small, name, make(lambda count: max(count // 1_000, 1)), protocol)
        write(folder, name, make(lambda count: count), protocol)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--protocol", type=int, default=5)
    parser.add_argument("--only", nargs="*", default=[])
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.only) - set(WORKLOADS))
    if unknown:
        parser.error("no such workload: " + ", ".join(unknown))
    generate(arguments.folder, arguments.protocol, arguments.only)


if __name__ == "__main__":
    # The pickles must name the classes by an importable module, not by __main__.
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    import workloads

    sys.setrecursionlimit(10_000_000)
    threading.stack_size(1 << 29)
    failures = []

    def run():
        try:
            workloads.main()
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]
