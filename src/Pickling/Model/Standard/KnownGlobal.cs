namespace Pickling.Model.Standard;

/// <summary>The classes and functions whose calls this library understands.</summary>
internal enum KnownGlobal : byte
{
    /// <summary>Not looked up yet.</summary>
    Unasked,

    /// <summary>Any other.</summary>
    Other,

    /// <summary><c>builtins.set</c></summary>
    Set,

    /// <summary><c>builtins.frozenset</c></summary>
    FrozenSet,

    /// <summary><c>builtins.bytes</c></summary>
    Bytes,

    /// <summary><c>builtins.bytearray</c></summary>
    ByteArray,

    /// <summary><c>builtins.getattr</c></summary>
    GetAttribute,

    /// <summary><c>builtins.complex</c></summary>
    Complex,

    /// <summary><c>_codecs.encode</c></summary>
    Encode,

    /// <summary><c>copyreg._reconstructor</c></summary>
    Reconstructor,

    /// <summary><c>copyreg.__newobj__</c></summary>
    NewObject,

    /// <summary><c>copyreg.__newobj_ex__</c></summary>
    NewObjectEx,

    /// <summary><c>functools.partial</c></summary>
    Partial,

    /// <summary><c>datetime.datetime</c></summary>
    DateTime,

    /// <summary><c>datetime.date</c></summary>
    Date,

    /// <summary><c>datetime.time</c></summary>
    Time,

    /// <summary><c>datetime.timedelta</c></summary>
    Delta,

    /// <summary><c>datetime.timezone</c></summary>
    Zone,

    /// <summary><c>decimal.Decimal</c></summary>
    Decimal,

    /// <summary><c>uuid.UUID</c></summary>
    Uuid,
}
