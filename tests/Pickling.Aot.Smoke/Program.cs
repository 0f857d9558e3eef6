using System.Runtime.CompilerServices;
using Pickling;
using Pickling.Conformance;

// Runs the conformance cases where there is no code but what was compiled ahead of time. Prints what failed, and how many.
int passed = 0, failed = 0;
IEnumerable<MappingCase> cases =
[
    .. MappingCases.All,
    new MappingCase("A class without a context says what to do", static _ =>
    {
        try
        {
            Pickle.Dumps(new Version2(1));
            throw new ConformanceException("it was mapped by reflection");
        }
        catch (NotSupportedException error)
        {
            MappingCase.True(error.Message.Contains("PickleContext", StringComparison.Ordinal), error.Message);
        }
    }),
    new MappingCase("Objects without types need no context", static _ =>
        MappingCase.Same("{'a': [1, None, 2.5]}", Pickle.Loads(Pickle.Dumps((object)new Dictionary<string, object> { ["a"] = new object?[] { 1, null, 2.5 } }))!.ToString(), "value")),
    new MappingCase("Builtin types need no context", static _ =>
        MappingCase.Same("1,2", string.Join(",", Pickle.Loads<List<int>>(Pickle.Dumps(new List<int> { 1, 2 }))), "value")),
];
foreach (MappingCase each in cases)
{
    try
    {
        each.Run(ConformanceContext.Default);
        passed++;
    }
    catch (Exception error)
    {
        failed++;
        Console.WriteLine($"failed: {each.Name}: {error}");
    }
}

Console.WriteLine($"{(RuntimeFeature.IsDynamicCodeSupported ? "compiled at run time" : "compiled ahead of time")}: {passed} passed, {failed} failed");
return failed == 0 ? 0 : 1;

internal sealed record Version2(int Number);
