namespace Pickling.SourceGenerator.Model;

/// <summary>A class or struct, member by member.</summary>
/// <param name="IsValueType">Whether it is a struct.</param>
/// <param name="Form">The member of <c>PickleForm</c>.</param>
/// <param name="KnownTypes">Types that may stand in its place.</param>
/// <param name="Members">What is written, in order.</param>
/// <param name="Extension">The dictionary for what no member takes.</param>
/// <param name="Construction">How it is made.</param>
internal sealed record ObjectModel(
    bool IsValueType,
    string Form,
    EquatableArray<string> KnownTypes,
    EquatableArray<MemberModel> Members,
    MemberModel? Extension,
    ConstructionModel Construction);
