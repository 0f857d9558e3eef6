using Pickling.Model;

namespace Pickling.Multiprocessing.Managers;

/// <summary>What came from the other side as a type of the program.</summary>
internal static class ManagerValue
{
    /// <summary>The value as any type that <see cref="PyValue"/> knows, or that typed loads take.</summary>
    /// <exception cref="PickleException">It is none of this type.</exception>
    public static T Read<T>(object? value, PickleOptions options)
    {
        if (value is T exact)
        {
            return exact;
        }

        value = Behind(value, typeof(T));
        try
        {
            return PyValue.At<T>(value);
        }
        catch (PickleException error) when (!IsPlain(typeof(T)))
        {
            try
            {
                return Pickle.Loads<T>(Pickle.Dumps(value, options), options);
            }
            catch (Exception again) when (again is PicklingException or NotSupportedException)
            {
                // It holds what only stands for something here, such as a proxy, or the type is none of typed loads.
                throw error;
            }
        }
    }

    /// <summary>A copy of the shared list or dict that an argument stands for; what is no proxy, as it is.</summary>
    /// <exception cref="PickleException">The proxy stands for something else, of which there is no copy.</exception>
    public static object? Behind(object? value, Type wanted)
    {
        switch (value)
        {
            case PickleSharedObject { Value: PyList list }:
                lock (list)
                {
                    return new PyList(list);
                }

            case PickleSharedObject { Value: PyDict dict }:
                lock (dict)
                {
                    return new PyDict(dict);
                }

            case PickleSharedObject other:
                throw new PickleException($"the pickle holds {other}, not {wanted.Name}");
            default:
                return value;
        }
    }

    // Numbers and texts: what they are not, they are not as typed loads see it either.
    private static bool IsPlain(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) is not (TypeCode.Object or TypeCode.Char);
}
