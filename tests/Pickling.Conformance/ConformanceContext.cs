using Pickling.Conformance.Models;
using Pickling.Mapping;

namespace Pickling.Conformance;

/// <summary>The converters of all models, generated.</summary>
[PickleSerializable(typeof(Order))]
[PickleSerializable(typeof(List<Line>))]
[PickleSerializable(typeof(Color[]))]
[PickleSerializable(typeof(Point))]
[PickleSerializable(typeof(Spot))]
[PickleSerializable(typeof(Renamed))]
[PickleSerializable(typeof(Strict))]
[PickleSerializable(typeof(Keeper))]
[PickleSerializable(typeof(Node))]
[PickleSerializable(typeof(LateNode))]
[PickleSerializable(typeof(SeveralConstructors))]
[PickleSerializable(typeof(WithHook))]
[PickleSerializable(typeof(List<Shape>))]
[PickleSerializable(typeof(IAnimal))]
[PickleSerializable(typeof(Derived))]
[PickleSerializable(typeof(Pair<string, int>))]
[PickleSerializable(typeof(Pair<int, Line>.Nested<double>))]
[PickleSerializable(typeof(Cell<string>))]
[PickleSerializable(typeof(Cell<int>[]))]
[PickleSerializable(typeof(Account))]
[PickleSerializable(typeof(Counter))]
[PickleSerializable(typeof(Holder))]
[PickleSerializable(typeof(Converted))]
[PickleSerializable(typeof(Everything))]
[PickleSerializable(typeof(Loose))]
[PickleSerializable(typeof(Framed))]
[PickleSerializable(typeof(Door))]
[PickleSerializable(typeof(OutOfStockException))]
public sealed partial class ConformanceContext : PickleContext;
