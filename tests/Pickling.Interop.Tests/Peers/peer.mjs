// CPython as WebAssembly (pyodide) as a peer: the same protocol as peer.py, whose `answer` does the work.
//
//   node peer.mjs PYODIDE_FOLDER SCRIPT_FOLDER... [-- FILE ARGUMENTS...]
//
// The script folders are mounted and put on sys.path. Without `--` it answers requests, one JSON line each; with it,
// it runs that Python file as __main__, as `python FILE ARGUMENTS...` would.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { writeSync } from "node:fs";
import path from "node:path";

const words = process.argv.slice(2);
const split = words.indexOf("--");
const folders = (split < 0 ? words : words.slice(0, split)).map((folder) => path.resolve(folder));
const command = split < 0 ? [] : words.slice(split + 1);

const { loadPyodide } = await import(pathToFileURL(path.join(folders[0], "pyodide.mjs")).href);
const pyodide = await loadPyodide({
  env: { PYTHONHASHSEED: "0", HOME: "/home" },
  stdout: (text) => process.stderr.write(text + "\n"),
  stderr: (text) => process.stderr.write(text + "\n"),
});

const mounts = folders.slice(1).map((folder, index) => {
  pyodide.mountNodeFS(`/mnt/${index}`, folder);
  return `/mnt/${index}`;
});
pyodide.globals.set("folders", pyodide.toPy(mounts));
pyodide.runPython("import sys; sys.dont_write_bytecode = True; sys.path[:0] = list(folders)");

if (command.length > 0) {
  const file = path.resolve(command[0]);
  const folder = folders.slice(1).findIndex((candidate) => path.dirname(file) === candidate);
  if (folder < 0) {
    throw new Error(`${file} is in none of the script folders`);
  }
  pyodide.setStdout({ write: writeAll });
  pyodide.globals.set("arguments", pyodide.toPy([`${mounts[folder]}/${path.basename(file)}`, ...command.slice(1)]));
  pyodide.runPython("import runpy; sys.argv = list(arguments); runpy.run_path(sys.argv[0], run_name='__main__')");
  process.exit(0);
}

pyodide.runPython("import peer");
const answer = pyodide.globals.get("peer").answer;
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(answer(line) + "\n");
}
process.exit(0);

function writeAll(bytes) {
  for (let offset = 0; offset < bytes.length;) {
    try {
      offset += writeSync(1, bytes, offset);
    } catch (error) {
      // The pipe is full and not blocking: its reader is slower than we are.
      if (error.code !== "EAGAIN") {
        throw error;
      }
    }
  }
  return bytes.length;
}
