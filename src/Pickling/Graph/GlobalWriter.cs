using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Graph;

/// <summary>Writes classes and functions by name, in each protocol's way: as extension code, name opcode, or getattr() of a nested class.</summary>
internal sealed class GlobalWriter(PickleEmitter emitter, GlobalNames globals, ModuleTexts modules, InternedTexts interned)
{
    // Python's compiler takes no more than 100 levels of indentation.
    private const int NestingMax = 100;

    /// <summary>Writes a global, or a GET of it.</summary>
    public void Save(ref ObjectMemo memo, PyGlobal global)
    {
        if (emitter.TypesArePython2 && global.Python2 is { } original)
        {
            global = original;
        }

        // Mostly it is the very object met before; else there may be an equal one.
        int index = memo.Find(global);
        if (index < 0)
        {
            global = globals.Canonical(global);
            index = memo.Find(global);
        }

        if (index >= 0)
        {
            emitter.Get(index);
            return;
        }

        if (emitter.Protocol >= 2 && globals.TryGetExtension(global, out int code))
        {
            emitter.Extension(code);
            return;
        }

        if (emitter.Protocol >= 4)
        {
            emitter.Boundary();
            emitter.Str(ref memo, modules.Of(global));
            emitter.Boundary();
            emitter.Str(ref memo, interned.OfClassName(global));
            emitter.StackGlobal();
        }
        else if (IsNested(global.Name))
        {
            if (emitter.NestedGlobalsAreObjects)
            {
                SaveNestedObject(ref memo, global);
            }
            else
            {
                SaveNested(ref memo, global);
            }
        }
        else
        {
            emitter.Global(global.Module, global.Name);
        }

        memo.TryAdd(global, out index);
        emitter.Memoize(index);
    }

    // A nested class below protocol 4: getattr(getattr(Outer, 'Inner'), 'Innermost'), of which only the names and the
    // result are memoized (CPython from 3.13 on, gh-82951).
    private void SaveNested(ref ObjectMemo memo, PyGlobal global)
    {
        string[] path = global.Name.Split('.');
        for (int i = 1; i < path.Length; i++)
        {
            Save(ref memo, GlobalNames.GetAttribute);
            emitter.BeginTuple(2);
        }

        emitter.Global(global.Module, path[0]);
        for (int i = 1; i < path.Length; i++)
        {
            SaveName(ref memo, path[i]);
            emitter.EndTuple(2);
            emitter.Reduce();
        }
    }

    // A nested class below protocol 4, up to CPython 3.12: an object as any other that getattr(Outer, 'Inner') makes, so
    // the outer class and the arguments are memoized, and the outer class may have been written before.
    private void SaveNestedObject(ref ObjectMemo memo, PyGlobal global)
    {
        string[] path = global.Name.Split('.');
        if (path.Length > NestingMax)
        {
            throw new PicklingException($"a class nested {path.Length} levels deep is not written by this profile; use protocol 4");
        }

        // outers[i] is the global of the first i + 1 names; the last is the global itself.
        var outers = new PyGlobal[path.Length];
        outers[^1] = global;
        int outer = path.Length - 1;
        do
        {
            Save(ref memo, GlobalNames.GetAttribute);
            emitter.BeginTuple(2);
            outer--;
            outers[outer] = globals.Canonical(new PyGlobal(global.Module, string.Join('.', path, 0, outer + 1)));
        }
        while (outer > 0 && !IsShort(ref memo, outers[outer]));

        Save(ref memo, outers[outer]);
        for (int i = outer + 1; i < path.Length; i++)
        {
            SaveName(ref memo, path[i]);
            emitter.EndTuple(2);
            emitter.Memoize(memo.Count);
            memo.AddUnreachable();
            emitter.Reduce();
            if (i < path.Length - 1)
            {
                memo.TryAdd(outers[i], out int index);
                emitter.Memoize(index);
            }
        }
    }

    // Below protocol 4 Python takes a dotted name from a pickle as it is, so one that is no path stays what it was.
    private static bool IsNested(string name) =>
        name.Contains('.', StringComparison.Ordinal) && name[0] != '.' && name[^1] != '.' && !name.Contains("..", StringComparison.Ordinal);

    private void SaveName(ref ObjectMemo memo, string part)
    {
        if (emitter.MemoIsSparse)
        {
            // Nothing else refers to it.
            emitter.Str(part);
        }
        else
        {
            emitter.Str(ref memo, interned.OfName(part));
        }
    }

    // Whether the global is written as a memo or extension opcode.
    private bool IsShort(ref ObjectMemo memo, PyGlobal global) =>
        memo.Find(global) >= 0 || (emitter.Protocol >= 2 && globals.TryGetExtension(global, out _));
}
