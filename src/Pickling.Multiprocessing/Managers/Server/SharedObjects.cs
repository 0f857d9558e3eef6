using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pickling.Multiprocessing.Managers.Server;

/// <summary>The objects of a server with their reference counts: <c>id_to_obj</c> and <c>id_to_refcount</c> of Python's.</summary>
/// <remarks>
/// <para>
/// An object that nobody counts on may still be held by another one (a proxy in a shared list), and a proxy of it may be
/// made again. Python keeps such objects for ever; here they are known for as long as something holds them.
/// </para>
/// <para>
/// A proxy within a result is counted by its receiver, later and on a connection of its own. Until then the last objects that
/// were handed out so are kept.
/// </para>
/// </remarks>
internal sealed class SharedObjects(int countMax)
{
    private const int HandedOutMax = 1_024;
    private const int RepresentationCharsMax = 75;

    private readonly Lock _lock = new();

    // Part of each id, so that no other manager's id is taken for one of ours.
    private readonly string _prefix = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
    private readonly Dictionary<string, SharedEntry> _counted = [];
    private readonly Dictionary<(object Value, PickleManagerType Type), SharedEntry> _byValue = new(new ByIdentity());
    private readonly Dictionary<string, WeakReference<SharedEntry>> _uncounted = [];
    private readonly Queue<SharedEntry> _handedOut = [];
    private long _lastId;
    private int _sweepAt = 64;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _counted.Count;
            }
        }
    }

    /// <summary>Shares an object and counts one reference. The same object shared again keeps its id.</summary>
    public SharedEntry Add(PickleManagerType type, object value)
    {
        lock (_lock)
        {
            if (!_byValue.TryGetValue((value, type), out SharedEntry? entry))
            {
                if (_counted.Count >= countMax)
                {
                    throw PythonErrors.Raise("MemoryError", $"the manager shares {countMax} objects, the most that ObjectsMax lets it");
                }

                entry = new SharedEntry(_prefix + (++_lastId).ToString("x", CultureInfo.InvariantCulture), type, value);
                Track(entry);
            }

            entry.ReferenceCount++;
            return entry;
        }
    }

    /// <summary>The object of an id, or null.</summary>
    public SharedEntry? Find(string id)
    {
        lock (_lock)
        {
            return FindLocked(id);
        }
    }

    /// <summary>Counts one reference more.</summary>
    public void Increment(string id)
    {
        lock (_lock)
        {
            SharedEntry entry = FindLocked(id) ?? throw PythonErrors.Raise("KeyError", id);
            if (entry.ReferenceCount == 0)
            {
                _uncounted.Remove(id);
                Track(entry);
            }

            entry.ReferenceCount++;
        }
    }

    /// <summary>Counts one reference less; the object goes with the last.</summary>
    public void Decrement(string id)
    {
        lock (_lock)
        {
            if (!_counted.TryGetValue(id, out SharedEntry? entry))
            {
                throw PythonErrors.Raise("KeyError", id);
            }

            if (--entry.ReferenceCount == 0)
            {
                _counted.Remove(id);
                _byValue.Remove((entry.Value, entry.Type));
                _uncounted[id] = new WeakReference<SharedEntry>(entry);
                SweepWhenDue();
            }
        }
    }

    /// <summary>Keeps an object whose proxy is on its way to somebody who will count it.</summary>
    public void HandOut(SharedEntry entry)
    {
        lock (_lock)
        {
            _handedOut.Enqueue(entry);
            if (_handedOut.Count > HandedOutMax)
            {
                _handedOut.Dequeue();
            }
        }
    }

    /// <summary>The text of <c>debug_info</c>.</summary>
    public string Describe()
    {
        SharedEntry[] entries;
        lock (_lock)
        {
            entries = [.. _counted.Values.OrderBy(static entry => entry.Id, StringComparer.Ordinal)];
        }

        var text = new StringBuilder();
        foreach (SharedEntry entry in entries)
        {
            string shown = entry.Type.Represent(entry.Value);
            text.Append(text.Length == 0 ? "" : "\n")
                .Append(CultureInfo.InvariantCulture, $"  {entry.Id}:       refcount={entry.ReferenceCount}\n    ")
                .Append(shown.AsSpan(0, Math.Min(shown.Length, RepresentationCharsMax)));
        }

        return text.ToString();
    }

    private SharedEntry? FindLocked(string id) => _counted.TryGetValue(id, out SharedEntry? entry)
        || (_uncounted.TryGetValue(id, out WeakReference<SharedEntry>? weak) && weak.TryGetTarget(out entry))
            ? entry
            : null;

    private void Track(SharedEntry entry)
    {
        _counted.Add(entry.Id, entry);
        _byValue[(entry.Value, entry.Type)] = entry;
    }

    private void SweepWhenDue()
    {
        if (_uncounted.Count < _sweepAt)
        {
            return;
        }

        foreach ((string id, WeakReference<SharedEntry> weak) in _uncounted)
        {
            if (!weak.TryGetTarget(out _))
            {
                _uncounted.Remove(id);
            }
        }

        _sweepAt = Math.Max(64, _uncounted.Count * 2);
    }

    private sealed class ByIdentity : IEqualityComparer<(object Value, PickleManagerType Type)>
    {
        public bool Equals((object Value, PickleManagerType Type) x, (object Value, PickleManagerType Type) y) =>
            ReferenceEquals(x.Value, y.Value) && ReferenceEquals(x.Type, y.Type);

        public int GetHashCode((object Value, PickleManagerType Type) key) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key.Value);
    }
}
