"""Prints src/Pickling/Machine/PythonNameTables.cs from the tables of the CPython that runs it (_compat_pickle).

The committed file was made by CPython 3.15; tests hold it to the live interpreter's tables.
"""
import _compat_pickle as c


def quoted(text):
    return '"%s"' % text


def rows(mapping):
    for key in sorted(mapping):
        if isinstance(key, tuple):
            yield "            [(%s, %s)] = (%s, %s)," % tuple(map(quoted, key + tuple(mapping[key])))
        else:
            yield "            [%s] = %s," % (quoted(key), quoted(mapping[key]))


def table(name, doc, mapping):
    pair = isinstance(next(iter(mapping)), tuple)
    kind = "(string Module, string Name), (string Module, string Name)" if pair else "string, string"
    print("    // %s" % doc)
    print("    public static readonly FrozenDictionary<%s> %s =" % (kind, name))
    print("        new Dictionary<%s>" % kind)
    print("        {")
    for row in rows(mapping):
        print(row)
    print("        }.ToFrozenDictionary();")


print("// Made by eng/generate_python_names.py.")
print("using System.Collections.Frozen;")
print()
print("namespace Pickling.Machine;")
print()
print("/// <summary>CPython's tables of names that differ between Python 2 and 3.</summary>")
print("internal static class PythonNameTables")
print("{")
table("Names", "Python 2 (module, name) to Python 3: _compat_pickle.NAME_MAPPING.", c.NAME_MAPPING)
print()
table("Modules", "Python 2 module to Python 3: _compat_pickle.IMPORT_MAPPING.", c.IMPORT_MAPPING)
print()
table("ReverseNames", "Python 3 (module, name) to Python 2: _compat_pickle.REVERSE_NAME_MAPPING.", c.REVERSE_NAME_MAPPING)
print()
table("ReverseModules", "Python 3 module to Python 2: _compat_pickle.REVERSE_IMPORT_MAPPING.", c.REVERSE_IMPORT_MAPPING)
print("}")
