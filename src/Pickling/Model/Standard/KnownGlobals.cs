using System.Collections.Frozen;

namespace Pickling.Model.Standard;

/// <summary>Which global is which <see cref="KnownGlobal"/>.</summary>
internal static class KnownGlobals
{
    private static readonly FrozenDictionary<(string Module, string Name), KnownGlobal> All = new Dictionary<(string, string), KnownGlobal>
    {
        [("builtins", "set")] = KnownGlobal.Set,
        [("builtins", "frozenset")] = KnownGlobal.FrozenSet,
        [("builtins", "bytes")] = KnownGlobal.Bytes,
        [("builtins", "bytearray")] = KnownGlobal.ByteArray,
        [("builtins", "getattr")] = KnownGlobal.GetAttribute,
        [("builtins", "complex")] = KnownGlobal.Complex,
        [("_codecs", "encode")] = KnownGlobal.Encode,
        [("copyreg", "_reconstructor")] = KnownGlobal.Reconstructor,
        [("copyreg", "__newobj__")] = KnownGlobal.NewObject,
        [("copyreg", "__newobj_ex__")] = KnownGlobal.NewObjectEx,
        [("functools", "partial")] = KnownGlobal.Partial,
        [("datetime", "datetime")] = KnownGlobal.DateTime,
        [("datetime", "date")] = KnownGlobal.Date,
        [("datetime", "time")] = KnownGlobal.Time,
        [("datetime", "timedelta")] = KnownGlobal.Delta,
        [("datetime", "timezone")] = KnownGlobal.Zone,
        [("decimal", "Decimal")] = KnownGlobal.Decimal,
        [("uuid", "UUID")] = KnownGlobal.Uuid,
    }.ToFrozenDictionary();

    public static KnownGlobal Of(string module, string name) => All.GetValueOrDefault((module, name), KnownGlobal.Other);
}
