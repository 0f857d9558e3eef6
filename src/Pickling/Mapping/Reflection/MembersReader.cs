namespace Pickling.Mapping.Reflection;

/// <summary>A compiled <see cref="PickleObjectConverter{T}.ReadMembers"/>.</summary>
internal delegate T MembersReader<T>(ref PickleValueReader reader, ref PickleMembers members);
