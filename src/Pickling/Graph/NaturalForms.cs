using System.Numerics;
using Pickling.Model;
using Pickling.Model.Standard;

namespace Pickling.Graph;

/// <summary>
/// The objects of Python's standard library as which .NET values are written, such as a <see cref="DateTime"/>: the mirror
/// of what <see cref="BuiltinCalls"/> reads.
/// </summary>
internal sealed class NaturalForms(InternedTexts interned)
{
    // Several datetimes share a zone, as is usual in Python; of UTC there is but one object.
    private Dictionary<TimeSpan, PyObject>? _zones;

    /// <summary>The call that makes the value; null when it is of no such type.</summary>
    public PyObject? TryForm(object value) => value switch
    {
        DateTime { Kind: DateTimeKind.Utc } time => DateTimeForms.Aware(time, Zone(TimeSpan.Zero)),
        DateTime { Kind: DateTimeKind.Local } time => Aware(new DateTimeOffset(time)),
        DateTime time => DateTimeForms.Naive(time),
        DateTimeOffset time => Aware(time),
        DateOnly date => DateTimeForms.Date(date),
        TimeOnly time => DateTimeForms.Time(time),
        TimeSpan span => DateTimeForms.Delta(span),
        decimal number => DecimalForms.Of(number),
        Guid guid => UuidForms.Of(guid, interned.UuidNumber),
        Complex number => ComplexForms.Of(number),
        _ => null,
    };

    /// <summary>An object as it is to be written: the one object for UTC instead of another that says the same.</summary>
    public PyObject Canonical(PyObject instance)
    {
        if (!DateTimeForms.IsUtc(instance))
        {
            return instance;
        }

        _zones ??= [];
        if (!_zones.TryGetValue(TimeSpan.Zero, out PyObject? utc))
        {
            _zones.Add(TimeSpan.Zero, instance);
            utc = instance;
        }

        return utc;
    }

    private PyObject Aware(DateTimeOffset time) => DateTimeForms.Aware(time.DateTime, Zone(time.Offset));

    private PyObject Zone(TimeSpan offset)
    {
        _zones ??= [];
        if (!_zones.TryGetValue(offset, out PyObject? zone))
        {
            zone = DateTimeForms.Zone(offset);
            _zones.Add(offset, zone);
        }

        return zone;
    }
}
