"""Writes disassembly.json: pickles and what pickletools.dis of CPython 3.13 says of them. Run it in this folder."""
import collections
import io
import json
import pickle
import pickletools
import random
import struct
import warnings

warnings.simplefilter("ignore")
cases = []


def add(name, data, annotate=0, indentlevel=4, keepmemo=False):
    """A case of one or more pickles that follow each other."""
    source, out, errors, memo = io.BytesIO(data), io.StringIO(), "", {} if keepmemo else None
    try:
        while True:
            pickletools.dis(source, out, memo, indentlevel, annotate)
            if source.tell() == len(data):
                break
    except Exception as error:
        errors = str(error)
    cases.append({"name": name, "pickle": data.hex(), "annotate": annotate, "indent": indentlevel,
                  "keepMemo": keepmemo, "text": out.getvalue(), "error": errors})


recursive_list = []
recursive_list.append(recursive_list)
recursive_tuple = ([],)
recursive_tuple[0].append(recursive_tuple)
values = {
    "record": [{"id": n, "name": "n%d" % n, "ok": n % 2 == 0, "tags": ("a", "b", n / 3)} for n in range(2)],
    "numbers": [0, 255, 256, 65535, 65536, -1, 2 ** 31 - 1, 2 ** 31, -2 ** 31 - 1, 10 ** 40, -10 ** 40, True, False, None],
    "floats": [0.0, -0.0, 1.0, 1e16, 1e15, 1e-4, 1e-5, 5e-324, 1.7976931348623157e308, float("inf"), -float("inf"),
               float("nan"), 0.1, 123456789.125],
    "texts": ["", "it's", 'say "hi"', "'\"", "\\ \n\r\t\x00\x7f", "\xe9\xad\xa0", "\u200b\u2028\ufeff", "\ud800", "\udfff\ud800",
              "\U0001f600", "\U0001fae9", "\U0010ffff", "\ud83d\ude00", "'\ud83d\ude00\"\ud83d\ude00", "a'\ud83d\ude00"],
    "bytes": [b"", b"abc", b"it's", b"'\"", bytes(range(256)), bytearray(b""), bytearray(b"'"), bytearray(b"'\"\xff")],
    "containers": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [], {}, set(), {1}, frozenset(), frozenset([1])],
    "shared": [[1]] * 3,
    "recursive_list": recursive_list,
    "recursive_tuple": recursive_tuple,
    "library": [collections.OrderedDict(a=1), collections.deque([1, 2], 5), range(3), 3 + 4j, len, int],
}
for name, value in values.items():
    for protocol in range(6):
        add("%s, protocol %d" % (name, protocol), pickle.dumps(value, protocol))
for protocol in range(6):
    add("annotated, protocol %d" % protocol, pickle.dumps(values["record"], protocol), annotate=30)
add("annotated from column 1", pickle.dumps(recursive_tuple, 3), annotate=1)
add("annotated past column 50", pickle.dumps(["\U0001f600" * 20, "x" * 60, [1]], 4), annotate=60)
add("indent 1", pickle.dumps([(1, 2, 3, 4), (1, 2, 3, 4)], 1), indentlevel=1)
add("indent 0", pickle.dumps([(1, 2, 3, 4), (1, 2, 3, 4)], 1), indentlevel=0)
add("indent below 0", pickle.dumps([(1, 2, 3, 4), (1, 2, 3, 4)], 1), indentlevel=-3)
source = io.BytesIO()
pickler = pickle.Pickler(source, 2)
shared = [1, 2, 3]
pickler.dump(shared)
pickler.dump(shared)
add("two pickles with one memo", source.getvalue(), keepmemo=True)
add("two pickles with one memo that is not kept", source.getvalue())
add("three pickles", pickle.dumps(1, 0) + pickle.dumps([2], 4) + pickle.dumps("x", 5))

broken = {
    "empty": b"",
    "no STOP": b"N",
    "STOP on an empty stack": b".",
    "unknown opcode": b"N\xff",
    "unknown opcode that is a quote": b"N'",
    "left on the stack": b"NK\x01].",
    "left on the stack with a mark": b"(N.",
    "pops too many": b"Na.",
    "APPENDS without MARK": b"]e.",
    "APPENDS without list": b"(e.",
    "POP takes the MARK": b"(0N.",
    "a MARK taken for an object": b"(2\x85l.",
    "duplicated MARK": b"(2t.",
    "memoized MARK": b"(q\x00.",
    "memoized nothing": b"\x94.",
    "memo key twice": b"Nq\x00q\x00.",
    "memo key twice by MEMOIZE": b"Nq\x01\x94.",
    "memo key as a boolean": b"Np01\nq\x01.",
    "memo key 1 got as True": b"Nq\x010g01\n.",
    "memo key False missing": b"g00\n.",
    "memo keys of any size": b"Np-5\np123456789012345678901234567890\ng-5\n0g123456789012345678901234567890\n0.",
    "memo keys out of order": b"Nq\x05q\x00q\x01\x94h\x050h\x030.",
    "memo key missing": b"Nq\x00h\x01.",
    "memoized kinds come back": b"]q\x000h\x00N.",
    "BININT cut": b"J\x01\x02\x03",
    "BININT1 cut": b"K",
    "BININT2 cut": b"M\x01",
    "LONG_BINGET cut": b"j\x01",
    "FRAME cut": b"\x95\x01",
    "BINFLOAT cut": b"G1234567",
    "LONG1 cut": b"\x8a\x05abc",
    "LONG4 cut": b"\x8b\x05\0\0\0abc",
    "LONG4 negative": b"\x8b\xff\xff\xff\xff",
    "LONG1 empty": b"\x8a\x00.",
    "LONG4 of 4301 digits": b"\x8b" + struct.pack("<i", 1790) + b"\x7f" * 1790 + b".",
    "LONG4 of 4300 digits": b"\x8b" + struct.pack("<i", 1785) + b"\x7f" * 1785 + b".",
    "LONG4 of minus 4300 digits": b"\x8b" + struct.pack("<i", 1785) + b"\x80" * 1785 + b".",
    "SHORT_BINSTRING cut": b"U\x05abc",
    "BINSTRING cut": b"T\x05\0\0\0abc",
    "BINSTRING negative": b"T\xfe\xff\xff\xff",
    "BINSTRING of all": b"T\0\x01\0\0" + bytes(range(256)) + b".",
    "SHORT_BINBYTES cut": b"C\x05abc",
    "BINBYTES cut": b"B\xff\xff\xff\xffabc",
    "BINBYTES8 cut": b"\x8e" + struct.pack("<Q", 2 ** 62) + b"abc",
    "BINBYTES8 over maxsize": b"\x8e" + struct.pack("<Q", 2 ** 63) + b"abc",
    "BYTEARRAY8 cut": b"\x96" + struct.pack("<Q", 5) + b"abc",
    "SHORT_BINUNICODE cut": b"\x8c\x05abc",
    "BINUNICODE cut": b"X\x05\0\0\0abc",
    "BINUNICODE8 cut": b"\x8d" + struct.pack("<Q", 5) + b"abc",
    "BINUNICODE8 over maxsize": b"\x8d" + struct.pack("<Q", 2 ** 64 - 1),
    "UTF-8 broken": b"\x8c\x03a\xffb.",
    "UTF-8 cut": b"\x8c\x03a\xe2\x82.",
    "UTF-8 overlong": b"\x8c\x02\xc0\x80.",
    "two surrogates in UTF-8": b"\x8c\x07\xed\xa0\xbd\xed\xb8\x80'.",
    "two surrogates as escapes": b"V\\ud83d\\ude00\\uD83D\\uDE00\\U0000d83d\\U0000de00\n.",
    "two surrogates, half escaped": b"V\\\\ud83d\\ude00\n.",
    "INT booleans": b"(I00\nI01\nI1\nI0\nt.",
    "INT forms": b"(I 12 \nI1_0\nI+3\nI007\nI-0\nt.",
    "INT with L": b"I1L\n.",
    "INT empty": b"I\n.",
    "INT hexadecimal": b"I0x10\n.",
    "INT underscores": b"I1__0\n.",
    "INT NUL": b"I1\x00\n.",
    "INT quote": b"I'\n.",
    "INT long nonsense": b"I" + b"\xff" * 60 + b"\n.",
    "INT of 4300 digits": b"I" + b"9" * 4300 + b"\n.",
    "INT of 4301 digits": b"I" + b"9" * 4301 + b"\n.",
    "INT without newline": b"I1",
    "LONG forms": b"(L12L\nL12\nL-5L\nL123456789012345678901234567890L\nt.",
    "LONG two L": b"L12LL\n.",
    "FLOAT forms": b"(F1\nF1e5\nF.5\nF5.\nF 1_0.5 \nFnan\nF-inf\nFINFINITY\nF1e999\nF-1e-999\nF9007199254740993\nt.",
    "FLOAT nonsense": b"Fx\n.",
    "FLOAT empty": b"F\n.",
    "FLOAT hexadecimal": b"F0x1p3\n.",
    "FLOAT underscore": b"F1_\n.",
    "FLOAT without newline": b"F1",
    "STRING forms": b"(S'abc'\nS\"it's\"\nS'\\n\\x41\\101\\\\\\q'\nS''\nS'\nt.",
    "STRING no quotes": b"Sabc\n.",
    "STRING empty": b"S\n.",
    "STRING one quote": b"S'abc\n.",
    "STRING other quote": b"S\"abc'\n.",
    "STRING bad escape": b"S'a\\x4'\n.",
    "STRING trailing backslash": b"S'\\'\n.",
    "STRING not ASCII": b"S'a\xff'\n.",
    "STRING escaped not ASCII": b"S'a\\xff'\n.",
    "UNICODE forms": b"(V\nVa\\u0041\\\\u0041\\n\\x41\xe9\\U0001f600\nt.",
    "UNICODE short escape": b"V\\u12\n.",
    "UNICODE too large": b"V\\U00110000\n.",
    "UNICODE without newline": b"Vabc",
    "GLOBAL": b"cos.path\njoin\n.",
    "GLOBAL cut": b"cos\njoin",
    "GLOBAL not ASCII": b"cos\n\xc3\xa9\n.",
    "GLOBAL escapes": b"ca\\n\nb\\x41\n.",
    "GLOBAL both wrong": b"c\xff\njoin",
    "INST": b"(K\x01iservices\nOrder\n.",
    "OBJ": b"(cservices\nOrder\nK\x01o.",
    "PERSID": b"Pdb:17\n.",
    "BINPERSID": b"K\x01Q.",
    "EXT": b"\x82\x01\x83\x01\x02\x84\xff\xff\xff\xff00.",
    "buffers": b"\x97\x98.",
}
for name, data in broken.items():
    add(name, data)

random.seed(20)
seeds = [pickle.dumps(values[name], protocol) for name in ("record", "containers", "recursive_tuple") for protocol in (0, 2, 4)]
for number in range(60):
    data = bytearray(random.choice(seeds))
    for _ in range(random.choice([1, 1, 3])):
        place = random.randrange(len(data))
        if random.random() < 0.3:
            del data[place]
        else:
            data[place] = ord(random.choice(pickletools.opcodes).code)
    add("mutated %d" % number, bytes(data))

with open("disassembly.json", "w", encoding="utf-8", newline="\n") as file:
    json.dump(cases, file, indent=1)
    file.write("\n")
