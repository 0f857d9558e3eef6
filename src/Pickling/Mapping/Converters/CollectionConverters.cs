using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Runtime.InteropServices;

namespace Pickling.Mapping.Converters;

/// <summary>The framework's collections of one type argument, and what each is in Python.</summary>
internal static class CollectionConverters
{
    private static readonly FrozenSet<Type> Known =
    [
        typeof(List<>), typeof(IEnumerable<>), typeof(ICollection<>), typeof(IList<>), typeof(IReadOnlyCollection<>),
        typeof(IReadOnlyList<>), typeof(ISet<>), typeof(IReadOnlySet<>), typeof(IImmutableList<>), typeof(IImmutableSet<>),
        typeof(HashSet<>), typeof(SortedSet<>), typeof(Queue<>), typeof(Stack<>), typeof(LinkedList<>), typeof(Collection<>),
        typeof(ObservableCollection<>), typeof(ConcurrentQueue<>), typeof(ConcurrentStack<>), typeof(ConcurrentBag<>),
        typeof(BlockingCollection<>), typeof(ReadOnlyCollection<>), typeof(ReadOnlySet<>), typeof(ImmutableArray<>),
        typeof(ImmutableList<>), typeof(ImmutableQueue<>), typeof(ImmutableStack<>), typeof(ImmutableHashSet<>),
        typeof(ImmutableSortedSet<>), typeof(FrozenSet<>), typeof(ArraySegment<>), typeof(Memory<>), typeof(ReadOnlyMemory<>),
    ];

    public static bool IsKnown(Type definition) => Known.Contains(definition);

    public static PickleConverter? TryCreate<T>(Type definition, PickleConverter<T> item)
    {
        if (definition == typeof(List<>))
        {
            return PickleConverters.List(item);
        }

        return Interface(definition, item) ?? Mutable(definition, item) ?? Fixed(definition, item);
    }

    private static PickleConverter? Interface<T>(Type definition, PickleConverter<T> item) =>
        definition == typeof(IEnumerable<>) ? List<IEnumerable<T>, T>(item, static items => items)
        : definition == typeof(ICollection<>) ? List<ICollection<T>, T>(item, static items => items)
        : definition == typeof(IList<>) ? List<IList<T>, T>(item, static items => items)
        : definition == typeof(IReadOnlyCollection<>) ? List<IReadOnlyCollection<T>, T>(item, static items => items)
        : definition == typeof(IReadOnlyList<>) ? List<IReadOnlyList<T>, T>(item, static items => items)
        : definition == typeof(ISet<>) ? Set<ISet<T>, T>(item, ToHashSet)
        : definition == typeof(IReadOnlySet<>) ? Set<IReadOnlySet<T>, T>(item, ToHashSet)
        : definition == typeof(IImmutableList<>) ? List<IImmutableList<T>, T>(item, static items => [.. items])
        : definition == typeof(IImmutableSet<>) ? FrozenSet<IImmutableSet<T>, T>(item, static items => [.. items])
        : null;

    private static PickleConverter? Mutable<T>(Type definition, PickleConverter<T> item) =>
        definition == typeof(HashSet<>) ? Set<HashSet<T>, T>(item, ToHashSet)
        : definition == typeof(SortedSet<>) ? Set<SortedSet<T>, T>(item, static items => [.. items])
        : definition == typeof(Queue<>) ? List<Queue<T>, T>(item, static items => new Queue<T>(items))
        : definition == typeof(Stack<>) ? List<Stack<T>, T>(item, ToStack)
        : definition == typeof(LinkedList<>) ? List<LinkedList<T>, T>(item, static items => new LinkedList<T>(items))
        : definition == typeof(Collection<>) ? List<Collection<T>, T>(item, static items => new Collection<T>(items))
        : definition == typeof(ObservableCollection<>) ? List<ObservableCollection<T>, T>(item, static items => new ObservableCollection<T>(items))
        : definition == typeof(ConcurrentQueue<>) ? List<ConcurrentQueue<T>, T>(item, static items => new ConcurrentQueue<T>(items))
        : definition == typeof(ConcurrentStack<>) ? List<ConcurrentStack<T>, T>(item, ToConcurrentStack)
        : definition == typeof(ConcurrentBag<>) ? List<ConcurrentBag<T>, T>(item, static items => [.. items])
        : definition == typeof(BlockingCollection<>) ? List<BlockingCollection<T>, T>(item, ToBlocking)
        : null;

    private static PickleConverter? Fixed<T>(Type definition, PickleConverter<T> item) =>
        definition == typeof(ReadOnlyCollection<>) ? List<ReadOnlyCollection<T>, T>(item, static items => items.AsReadOnly())
        : definition == typeof(ReadOnlySet<>) ? FrozenSet<ReadOnlySet<T>, T>(item, static items => new ReadOnlySet<T>(ToHashSet(items)))
        : definition == typeof(ImmutableArray<>) ? new MappedConverter<ImmutableArray<T>, T[]>(
            PickleConverters.Array(item),
            ImmutableCollectionsMarshal.AsImmutableArray,
            static items => items.IsDefault ? [] : ImmutableCollectionsMarshal.AsArray(items)!)
        : definition == typeof(ImmutableList<>) ? List<ImmutableList<T>, T>(item, static items => [.. items])
        : definition == typeof(ImmutableQueue<>) ? List<ImmutableQueue<T>, T>(item, static items => [.. items])
        : definition == typeof(ImmutableStack<>) ? List<ImmutableStack<T>, T>(item, ToImmutableStack)
        : definition == typeof(ImmutableHashSet<>) ? FrozenSet<ImmutableHashSet<T>, T>(item, static items => [.. items])
        : definition == typeof(ImmutableSortedSet<>) ? FrozenSet<ImmutableSortedSet<T>, T>(item, static items => [.. items])
        : definition == typeof(FrozenSet<>) ? FrozenSet<FrozenSet<T>, T>(item, static items => items.ToFrozenSet())
        : definition == typeof(ArraySegment<>) ? new MappedConverter<ArraySegment<T>, T[]>(
            PickleConverters.Array(item), static items => new ArraySegment<T>(items), static items => items.Array is null ? [] : [.. items])
        : definition == typeof(Memory<>) ? new MappedConverter<Memory<T>, T[]>(
            PickleConverters.Array(item), static items => items, static items => items.ToArray())
        : definition == typeof(ReadOnlyMemory<>) ? new MappedConverter<ReadOnlyMemory<T>, T[]>(
            PickleConverters.Array(item), static items => items, static items => items.ToArray())
        : null;

    private static SequenceConverter<TCollection, T> List<TCollection, T>(PickleConverter<T> item, Func<List<T>, TCollection> make)
        where TCollection : IEnumerable<T> => new(item, SequenceForm.List, make);

    private static SequenceConverter<TCollection, T> Set<TCollection, T>(PickleConverter<T> item, Func<List<T>, TCollection> make)
        where TCollection : IEnumerable<T> => new(item, SequenceForm.Set, make);

    private static SequenceConverter<TCollection, T> FrozenSet<TCollection, T>(PickleConverter<T> item, Func<List<T>, TCollection> make)
        where TCollection : IEnumerable<T> => new(item, SequenceForm.FrozenSet, make);

    // Items that are equal in .NET but not in Python (objects without __eq__, NaN) would be lost.
    private static HashSet<T> ToHashSet<T>(List<T> items)
    {
        var set = new HashSet<T>(items);
        return set.Count == items.Count ? set : throw new ArgumentException("two of them are equal");
    }

    // A stack enumerates from the top, so that is how it is written.
    private static Stack<T> ToStack<T>(List<T> items) => new(Enumerable.Reverse(items));

    private static ConcurrentStack<T> ToConcurrentStack<T>(List<T> items) => new(Enumerable.Reverse(items));

    private static ImmutableStack<T> ToImmutableStack<T>(List<T> items) => ImmutableStack.CreateRange(Enumerable.Reverse(items));

    private static BlockingCollection<T> ToBlocking<T>(List<T> items) => new(new ConcurrentQueue<T>(items));
}
