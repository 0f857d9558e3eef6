using System.Diagnostics.CodeAnalysis;
using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>A converter of a class, whatever its type: to find the one of a derived class.</summary>
internal interface IPickleObjectConverter
{
    PickleObjectInfo Info { get; }

    // Among the known types, and theirs.
    bool TryFind(PyGlobal type, [NotNullWhen(true)] out PickleConverter? converter);
}
