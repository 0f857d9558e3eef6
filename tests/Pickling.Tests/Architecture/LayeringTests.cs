using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit;

namespace Pickling.Tests.Architecture;

/// <summary>Holds the layers of the core: reads the compiled assembly, method bodies included.</summary>
public sealed class LayeringTests
{
    private const string Root = "Pickling";

    // Layer -> layers below it that it may use. Every layer may use itself and the root's contracts.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Text"] = [],
        ["Opcodes"] = [],
        ["Wire"] = ["Opcodes", "Text"],
        ["Machine"] = ["Wire", "Opcodes", "Text"],
        ["Model"] = ["Text"],
        ["Mapping"] = ["Machine", "Model", "Wire", "Opcodes", "Text"],
        ["Graph"] = ["Machine", "Model", "Wire", "Opcodes", "Text"],
        ["Tools"] = ["Machine", "Wire", "Opcodes", "Text"],
    };

    // The root's contracts: what every layer may use. PickleOptions names what it configures, so it is itself free.
    private static readonly string[] Contracts =
    [
        "PickleException", "PickleTruncatedException", "PickleLimitException", "PicklingException", "PickleOptions",
        "PickleProgress", "IPickleBufferWriter",
    ];

    private static readonly string[] BannedTypes =
    [
        "System.Activator", "System.Reflection.Assembly", "System.Runtime.Serialization.Formatters.Binary.BinaryFormatter",
        "System.Runtime.Loader.AssemblyLoadContext", "System.Reflection.Emit.DynamicMethod", "System.Linq.Expressions.Expression",
    ];

    [Fact]
    public void Every_type_uses_only_the_layers_below_its_own()
    {
        List<string> broken = [];
        foreach ((string from, string to) in CompiledReferences.Of(CorePath()).Types)
        {
            (string source, string target) = (Layer(from), Layer(to));
            bool fine = source == target
                || IsContract(to)
                || IsContract(from)
                || source == Root
                || (Allowed.TryGetValue(source, out string[]? below) && below.Contains(target));
            if (!fine && to.StartsWith(Root, StringComparison.Ordinal))
            {
                broken.Add($"{from} ({source}) uses {to} ({target})");
            }
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_namespace_is_a_known_layer()
    {
        string[] unknown = [.. CompiledReferences.Of(CorePath()).Defined
            .Select(Layer)
            .Where(layer => layer != Root && layer.Length > 0 && !Allowed.ContainsKey(layer))
            .Distinct()];

        Assert.Empty(unknown);
    }

    [Fact]
    public void Nothing_is_resolved_or_made_by_name()
    {
        CompiledReferences references = CompiledReferences.Of(CorePath());

        string[] banned = [.. references.Types
            .Where(edge => BannedTypes.Contains(edge.To) && !IsReflection(edge.From))
            .Select(edge => $"{edge.From} uses {edge.To}")];
        string[] byName = [.. references.Members
            .Where(edge => !IsReflection(edge.From) || edge.To is "System.Type.GetType" or "System.Type.InvokeMember")
            .Where(edge => edge.To is "System.Type.GetType" or "System.Type.InvokeMember" or "System.Type.MakeGenericType"
                or "System.Reflection.MethodInfo.MakeGenericMethod")
            .Select(edge => $"{edge.From} calls {edge.To}")];

        Assert.Empty(banned);
        Assert.Empty(byName);
    }

    [Fact]
    public void Core_depends_on_nothing_but_the_framework()
    {
        using var file = new PEReader(File.OpenRead(CorePath()));
        MetadataReader metadata = file.GetMetadataReader();

        string[] foreign = [.. metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name is not "System" and not "netstandard")];

        Assert.Empty(foreign);
    }

    [Fact]
    public void Core_keeps_no_static_field_that_can_change()
    {
        Assert.Empty(CompiledReferences.Of(CorePath()).MutableStatics);
    }

    [Fact]
    public void Reader_of_references_sees_signatures_and_method_bodies()
    {
        CompiledReferences references = CompiledReferences.Of(typeof(LayeringTests).Assembly.Location);

        Assert.Contains((typeof(LayeringTests).FullName!, "System.Reflection.Metadata.MetadataReader"), references.Types);
        Assert.Contains((typeof(LayeringTests).FullName!, "System.IO.File.OpenRead"), references.Members);
    }

    // The one folder that maps the program's own types at run time, from Type objects and never from names.
    private static bool IsReflection(string type) => type.StartsWith("Pickling.Mapping.Reflection.", StringComparison.Ordinal);

    private static string CorePath() => typeof(Pickle).Assembly.Location;

    private static bool IsContract(string type) => Layer(type) == Root && Contracts.Contains(type[(Root.Length + 1)..]);

    private static string Layer(string type)
    {
        if (!type.StartsWith(Root + ".", StringComparison.Ordinal))
        {
            return "";
        }

        string[] parts = type.Split('.');
        return parts.Length > 2 ? parts[1] : Root;
    }
}
