namespace Pickling.Model;

/// <summary>What few constructed objects have, kept apart so that the many stay small.</summary>
internal sealed class PyObjectExtras
{
    internal object? KeywordArguments { get; set; }

    internal PyList? ListItems { get; set; }

    internal PyDict? DictItems { get; set; }

    internal PySet? SetItems { get; set; }

    internal object? StateSetter { get; set; }

    internal PyList? AdditionalStates { get; set; }

    internal object[]? MemoizedParts { get; set; }

    internal List<PyObject>? DroppedCalls { get; set; }
}
