namespace Pickling.Mapping.Reflection;

/// <summary>A compiled <see cref="PickleObjectConverter{T}.WriteMembers"/>.</summary>
internal delegate void MembersWriter<T>(PickleValueWriter writer, T value, ref PickleMemberBatch members);
