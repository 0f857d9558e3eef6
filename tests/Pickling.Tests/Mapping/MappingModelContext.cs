using Pickling.Mapping;

namespace Pickling.Tests.Mapping;

/// <summary>Generated converters of the types of <see cref="MappingModel"/>.</summary>
[PickleSerializable(typeof(MappingModel.Everything))]
[PickleSerializable(typeof(MappingModel.Person))]
[PickleSerializable(typeof(MappingModel.Plain))]
[PickleSerializable(typeof(MappingModel.Strict))]
[PickleSerializable(typeof(MappingModel.Open))]
[PickleSerializable(typeof(List<MappingModel.Animal>))]
[PickleSerializable(typeof(MappingModel.Holder))]
[PickleSerializable(typeof(MappingModel.Hooked))]
[PickleSerializable(typeof(MappingModel.Node))]
[PickleSerializable(typeof(MappingModel.Nested))]
[PickleSerializable(typeof(MappingModel.Account))]
[PickleSerializable(typeof(MappingModel.Box<int>))]
public sealed partial class MappingModelContext : PickleContext;
