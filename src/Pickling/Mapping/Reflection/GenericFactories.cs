using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Pickling.Mapping.Converters;
using Pickling.Model;

namespace Pickling.Mapping.Reflection;

/// <summary>What <see cref="ReflectionPickleContext"/> calls with the type arguments that it finds at run time.</summary>
[RequiresUnreferencedCode(ReflectionPickleContext.Reason)]
[RequiresDynamicCode(ReflectionPickleContext.Reason)]
internal static class GenericFactories
{
    // A pointer or ref struct cannot be a type argument: a member of such a type is refused when the class is.
    public static PickleConverter Refused<T>(string reason) => new RefusedConverter<T>(reason);

    public static PickleConverter Nullable<T>(PickleContext context)
        where T : struct => PickleConverters.Nullable(context.GetConverter<T>());

    public static PickleConverter Enum<T>(PickleContext context)
        where T : struct, Enum
    {
        PickleClassAttribute? mapped = typeof(T).GetCustomAttribute<PickleClassAttribute>(false);
        return PickleConverters.Enum<T>(
            context.Mapping.Enums,
            mapped is null ? null : new PyGlobal(string.Intern(mapped.Module), string.Intern(mapped.Name)),
            mapped is null ? null : [.. mapped.FormerNames.Select(PickleObjectInfo.ClassOf)],
            [.. TextsOf<T>()]);
    }

    // As [PickleMember] says on the enum's members.
    private static IEnumerable<KeyValuePair<string, T>> TextsOf<T>()
        where T : struct, Enum => typeof(T).GetFields(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(static field => field.MetadataToken)
            .SelectMany(static field => field.GetCustomAttribute<PickleMemberAttribute>() is { Name: { } name } member
                ? member.FormerNames.Prepend(name).Select(text => KeyValuePair.Create(text, (T)field.GetValue(null)!))
                : []);

    public static PickleConverter Array<T>(PickleContext context) => PickleConverters.Array(context.GetConverter<T>());

    public static PickleConverter GridArray<TArray, T>(PickleContext context)
        where TArray : class => new GridArrayConverter<TArray, T>(context.GetConverter<T>());

    public static PickleConverter? Collection<T>(Type definition, PickleContext context) =>
        CollectionConverters.IsKnown(definition) ? PickleConverters.Collection(definition, context.GetConverter<T>()) : null;

    public static PickleConverter? Dictionary<TKey, TValue>(Type definition, PickleContext context)
        where TKey : notnull => DictionaryConverters.IsKnown(definition)
            ? PickleConverters.Dictionary(definition, context.GetConverter<TKey>(), context.GetConverter<TValue>())
            : null;

    public static PickleConverter OwnDictionary<TDictionary, TKey, TValue>(PickleContext context)
        where TDictionary : class, IDictionary<TKey, TValue>, new()
        where TKey : notnull => PickleConverters.Filled<TDictionary, TKey, TValue>(
            context.GetConverter<TKey>(), context.GetConverter<TValue>(), static _ => new TDictionary());

    public static PickleConverter OwnCollection<TCollection, T>(PickleContext context)
        where TCollection : ICollection<T>, new() => PickleConverters.Filled<TCollection, T>(context.GetConverter<T>(), static () => new TCollection());

    public static PickleConverter Object<T>(PickleContext context) => ObjectPlan.CreateConverter<T>(context.Mapping);

    public static PickleConverter ValueTuple<T1>(PickleContext context) => PickleConverters.Tuple(context.GetConverter<T1>());

    public static PickleConverter ValueTuple<T1, T2>(PickleContext context) =>
        PickleConverters.Tuple(context.GetConverter<T1>(), context.GetConverter<T2>());

    public static PickleConverter ValueTuple<T1, T2, T3>(PickleContext context) =>
        PickleConverters.Tuple(context.GetConverter<T1>(), context.GetConverter<T2>(), context.GetConverter<T3>());

    public static PickleConverter ValueTuple<T1, T2, T3, T4>(PickleContext context) => PickleConverters.Tuple(
        context.GetConverter<T1>(), context.GetConverter<T2>(), context.GetConverter<T3>(), context.GetConverter<T4>());

    public static PickleConverter ValueTuple<T1, T2, T3, T4, T5>(PickleContext context) => PickleConverters.Tuple(
        context.GetConverter<T1>(), context.GetConverter<T2>(), context.GetConverter<T3>(), context.GetConverter<T4>(), context.GetConverter<T5>());

    public static PickleConverter ValueTuple<T1, T2, T3, T4, T5, T6>(PickleContext context) => PickleConverters.Tuple(
        context.GetConverter<T1>(),
        context.GetConverter<T2>(),
        context.GetConverter<T3>(),
        context.GetConverter<T4>(),
        context.GetConverter<T5>(),
        context.GetConverter<T6>());

    public static PickleConverter ValueTuple<T1, T2, T3, T4, T5, T6, T7>(PickleContext context) => PickleConverters.Tuple(
        context.GetConverter<T1>(),
        context.GetConverter<T2>(),
        context.GetConverter<T3>(),
        context.GetConverter<T4>(),
        context.GetConverter<T5>(),
        context.GetConverter<T6>(),
        context.GetConverter<T7>());

    public static PickleConverter ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>(PickleContext context)
        where TRest : struct => PickleConverters.Tuple(
            context.GetConverter<T1>(),
            context.GetConverter<T2>(),
            context.GetConverter<T3>(),
            context.GetConverter<T4>(),
            context.GetConverter<T5>(),
            context.GetConverter<T6>(),
            context.GetConverter<T7>(),
            context.GetConverter<TRest>());

    public static PickleConverter Tuple<T1>(PickleContext context) => PickleConverters.TupleClass<Tuple<T1>, ValueTuple<T1>>(
        context.GetConverter<ValueTuple<T1>>(), static value => value.ToTuple(), static value => value.ToValueTuple());

    public static PickleConverter Tuple<T1, T2>(PickleContext context) => PickleConverters.TupleClass<Tuple<T1, T2>, (T1, T2)>(
        context.GetConverter<(T1, T2)>(), static value => value.ToTuple(), static value => value.ToValueTuple());

    public static PickleConverter Tuple<T1, T2, T3>(PickleContext context) => PickleConverters.TupleClass<Tuple<T1, T2, T3>, (T1, T2, T3)>(
        context.GetConverter<(T1, T2, T3)>(), static value => value.ToTuple(), static value => value.ToValueTuple());

    public static PickleConverter Tuple<T1, T2, T3, T4>(PickleContext context) =>
        PickleConverters.TupleClass<Tuple<T1, T2, T3, T4>, (T1, T2, T3, T4)>(
            context.GetConverter<(T1, T2, T3, T4)>(), static value => value.ToTuple(), static value => value.ToValueTuple());

    public static PickleConverter Tuple<T1, T2, T3, T4, T5>(PickleContext context) =>
        PickleConverters.TupleClass<Tuple<T1, T2, T3, T4, T5>, (T1, T2, T3, T4, T5)>(
            context.GetConverter<(T1, T2, T3, T4, T5)>(), static value => value.ToTuple(), static value => value.ToValueTuple());

    public static PickleConverter Tuple<T1, T2, T3, T4, T5, T6>(PickleContext context) =>
        PickleConverters.TupleClass<Tuple<T1, T2, T3, T4, T5, T6>, (T1, T2, T3, T4, T5, T6)>(
            context.GetConverter<(T1, T2, T3, T4, T5, T6)>(), static value => value.ToTuple(), static value => value.ToValueTuple());

    public static PickleConverter Tuple<T1, T2, T3, T4, T5, T6, T7>(PickleContext context) =>
        PickleConverters.TupleClass<Tuple<T1, T2, T3, T4, T5, T6, T7>, (T1, T2, T3, T4, T5, T6, T7)>(
            context.GetConverter<(T1, T2, T3, T4, T5, T6, T7)>(), static value => value.ToTuple(), static value => value.ToValueTuple());

    public static PickleConverter Tuple<T1, T2, T3, T4, T5, T6, T7, TRest>(PickleContext context)
        where TRest : notnull => PickleConverters.TupleClass(
            context.GetConverter<T1>(),
            context.GetConverter<T2>(),
            context.GetConverter<T3>(),
            context.GetConverter<T4>(),
            context.GetConverter<T5>(),
            context.GetConverter<T6>(),
            context.GetConverter<T7>(),
            context.GetConverter<TRest>());
}
