"""Pickles every case with the C pickler of the CPython that runs this: one JSON row a line on standard output.

Runs on CPython 2.7 and 3.6 to 3.15; generate.py starts it.
"""
from __future__ import print_function

import base64
import io
import json
import sys

import cases
import corpus_model

if sys.version_info[0] == 2:
    import cPickle as pickle
    import copy_reg as copyreg
else:
    import copyreg
    import pickle

VERSION = sys.version_info[:2]

for code, name in corpus_model.EXTENSIONS.items():
    copyreg.add_extension("corpus_model", name, code)


def make(source):
    scope = {"pickle": pickle}
    scope.update(vars(corpus_model))
    for name in cases.MODULES + (cases.MODULES3 if VERSION[0] > 2 else []):
        scope[name] = __import__(name)
    try:
        code = compile(source, "<case>", "eval")
    except SyntaxError:
        exec(compile(source, "<case>", "exec"), scope)
        return scope["value"]
    return eval(code, scope)


def persistent_id(value):
    return value.pid if isinstance(value, corpus_model.Persistent) else None


def dump(case, value, protocol, buffers):
    if case.persistent and VERSION[0] == 2:
        out = io.BytesIO()
        pickler = pickle.Pickler(out, protocol)
        pickler.persistent_id = persistent_id
        pickler.dump(value)
        return out.getvalue()
    if case.persistent:
        class Pickler(pickle.Pickler):
            def persistent_id(self, value):
                return persistent_id(value)
        out = io.BytesIO()
        Pickler(out, protocol).dump(value)
        return out.getvalue()
    if case.several:
        return b"".join([pickle.dumps(item, protocol) for item in value])
    if case.buffers:
        return pickle.dumps(value, protocol, buffer_callback=buffers.append)
    return pickle.dumps(value, protocol)


def rows():
    for case in cases.CASES:
        if not case.since <= VERSION <= case.until:
            continue
        for protocol in range(5 if case.buffers else case.lowest, pickle.HIGHEST_PROTOCOL + 1):
            buffers = []
            try:
                data = dump(case, make(case.source), protocol, buffers)
            except Exception as error:
                print("%s, protocol %d: %s: %s" % (case.name, protocol, type(error).__name__, error), file=sys.stderr)
                continue
            row = {"name": case.name, "protocol": protocol, "data": base64.b64encode(data).decode("ascii")}
            if buffers:
                row["buffers"] = [{"data": base64.b64encode(bytes(buffer)).decode("ascii"),
                                   "readonly": memoryview(buffer).readonly} for buffer in buffers]
            yield row


def main():
    for row in rows():
        print(json.dumps(row))


if __name__ == "__main__":
    main()
