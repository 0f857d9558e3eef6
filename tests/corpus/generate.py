#!/usr/bin/env python3
"""Makes the corpus: runs worker.py on every CPython from 2.7 to 3.15 and merges what they wrote.

    python3 tests/corpus/generate.py            writes corpus.jsonl and the *.pkl and *.dis files beside it
    python3 tests/corpus/generate.py --check    says what is stale, and exits with 1 if anything is

It looks for interpreters under ~/.pyenv/versions and on PATH; 3.14 and 3.15 are the pyodide packages that eng/peers.sh
installs. corpus.jsonl has one row for each case, protocol and distinct bytes:

    name, protocol, versions (that wrote these bytes, `3.6 3.8-3.15`), source (Python), data (base64) or zlib (base64 of zlib), and where
    the case has them: persistent, extensions (code to "module name"), buffers (data, readonly), several

*.pkl are 3.15's bytes of the cases marked `show`, *.dis what pickletools.dis of 3.13 prints for them.
"""
import base64
import concurrent.futures
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
VERSIONS = ["2.7", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15"]
PYODIDE = {"3.14": "py314", "3.15": "py315"}
DISASSEMBLER = "3.13"
PLAIN_BYTES_MAX = 400

sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
import cases
import corpus_model


def command(version):
    candidates = glob.glob(os.path.expanduser("~/.pyenv/versions/%s.*/bin/python" % version)) + [shutil.which("python" + version)]
    for program in sorted(filter(None, candidates)):
        if probe(program) == version:
            return [program, "-B"]
    package = os.path.join(ROOT, ".peers", "node_modules", PYODIDE.get(version, "none"))
    if os.path.isdir(package):
        return ["node", "--stack-size=4000", os.path.join(ROOT, "tests", "Pickling.Interop.Tests", "Peers", "peer.mjs"), package, HERE, "--"]
    sys.exit("generate.py: CPython %s is not on this machine" % version)


def probe(program):
    result = subprocess.run([program, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, universal_newlines=True)
    return result.stdout.strip()


def run(version):
    environment = dict(os.environ, PYTHONHASHSEED="0", PYTHONPATH=HERE)
    result = subprocess.run(command(version) + [os.path.join(HERE, "worker.py")], env=environment,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    if result.returncode != 0:
        sys.exit("generate.py: CPython %s failed: %s" % (version, result.stderr[-3000:]))
    return [json.loads(line) for line in result.stdout.splitlines()]


def merge():
    by_name = {case.name: case for case in cases.CASES}
    order = {case.name: index for index, case in enumerate(cases.CASES)}
    merged = {}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        outputs = list(pool.map(run, VERSIONS))
    for version, output in zip(VERSIONS, outputs):
        for row in output:
            key = (order[row["name"]], row["protocol"], row["data"], json.dumps(row.get("buffers")))
            merged.setdefault(key, dict(row, versions=[]))["versions"].append(version)
    rows = sorted(merged.values(), key=lambda row: (order[row["name"]], row["protocol"], VERSIONS.index(row["versions"][0])))
    return [finish(row, by_name[row["name"]]) for row in rows]


def finish(row, case):
    result = {"name": row["name"], "protocol": row["protocol"], "versions": spans(row["versions"]), "source": case.source}
    for flag in ("persistent", "several"):
        if getattr(case, flag):
            result[flag] = True
    if case.extensions:
        result["extensions"] = {str(code): "corpus_model " + name for code, name in sorted(corpus_model.EXTENSIONS.items())}
    if "buffers" in row:
        result["buffers"] = row["buffers"]
    data = base64.b64decode(row["data"])
    if len(data) <= PLAIN_BYTES_MAX:
        result["data"] = row["data"]
    else:
        result["zlib"] = base64.b64encode(zlib.compress(data, 9)).decode("ascii")
    return result


def spans(versions):
    """`3.6 3.8-3.15`: the versions, neighbours joined."""
    result = []
    for version in versions:
        if result and VERSIONS.index(result[-1][1]) + 1 == VERSIONS.index(version):
            result[-1][1] = version
        else:
            result.append([version, version])
    return " ".join([first if first == last else first + "-" + last for first, last in result])


def bytes_of(row):
    return base64.b64decode(row["data"]) if "data" in row else zlib.decompress(base64.b64decode(row["zlib"]))


def show_files(rows):
    shown = {case.name for case in cases.CASES if case.show}
    wanted = {}
    for row in rows:
        if row["name"] in shown and (row["versions"].endswith("3.15") or row["versions"] == "2.7") and row["protocol"] in (0, 2, 5):
            wanted["%s.p%d" % (file_name(row["name"]), row["protocol"])] = bytes_of(row)
    return wanted


def file_name(name):
    return re.sub("[^A-Za-z0-9.=+-]+", "-", name.replace("**", "^").replace("^", "pow")).strip("-")


def disassemble(pickles):
    """Text by name, from the version whose text the project's disassembler follows; none for what it cannot decode."""
    script = ("import sys, json, base64, io, pickletools\n"
              "result = {}\n"
              "for name, data in json.load(sys.stdin).items():\n"
              "    out = io.StringIO()\n"
              "    source = io.BytesIO(base64.b64decode(data))\n"
              "    try:\n"
              "        while source.tell() < len(source.getvalue()):\n"
              "            pickletools.dis(source, out)\n"
              "        result[name] = out.getvalue()\n"
              "    except UnicodeDecodeError:\n"
              "        pass\n"
              "json.dump(result, sys.stdout)\n")
    result = subprocess.run(command(DISASSEMBLER) + ["-c", script],
                            input=json.dumps({name: base64.b64encode(data).decode("ascii") for name, data in pickles.items()}),
                            stdout=subprocess.PIPE, universal_newlines=True, check=True)
    return json.loads(result.stdout)


def files():
    rows = merge()
    made = {"corpus.jsonl": "".join([json.dumps(row) + "\n" for row in rows]).encode("ascii")}
    shown = show_files(rows)
    for name, data in shown.items():
        made[name + ".pkl"] = data
    for name, text in disassemble(shown).items():
        made[name + ".dis"] = text.encode("utf-8", "surrogatepass")
    return made


def committed():
    names = ["corpus.jsonl"] + [os.path.basename(path) for pattern in ("*.pkl", "*.dis")
                                for path in glob.glob(os.path.join(HERE, pattern))]
    result = {}
    for name in names:
        path = os.path.join(HERE, name)
        if os.path.exists(path):
            with open(path, "rb") as source:
                result[name] = source.read()
    return result


def comparable(name, data):
    # Which bytes zlib makes hangs on its version: rows are equal when what they hold is.
    if name != "corpus.jsonl":
        return data
    rows = [json.loads(line) for line in data.decode("ascii").splitlines()]
    return [dict({key: row[key] for key in row if key not in ("data", "zlib")}, bytes=bytes_of(row)) for row in rows]


def main():
    made, old = files(), committed()
    stale = sorted([name for name in set(made) | set(old)
                    if name not in made or name not in old or comparable(name, made[name]) != comparable(name, old[name])])
    if "--check" in sys.argv[1:]:
        for name in stale:
            print("stale: tests/corpus/" + name)
        return 1 if stale else 0
    for name in stale:
        path = os.path.join(HERE, name)
        if name not in made:
            os.remove(path)
            continue
        with open(path, "wb") as target:
            target.write(made[name])
    print("%d files, %d changed" % (len(made), len(stale)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
