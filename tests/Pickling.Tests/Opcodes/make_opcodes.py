"""Writes opcodes.txt: pickletools' table, one opcode a line. Run it with CPython 3.13 in this folder."""
import pickletools


def names(items):
    return " ".join(item.name for item in items) or "-"


with open("opcodes.txt", "w", encoding="utf-8", newline="\n") as file:
    for row in sorted(pickletools.opcodes, key=lambda row: (row.proto, row.code)):
        argument = row.arg.name if row.arg else "-"
        columns = ["%02x" % ord(row.code), row.name, str(row.proto), argument, names(row.stack_before),
                   names(row.stack_after), row.doc.split("\n", 1)[0]]
        file.write("\t".join(columns) + "\n")
