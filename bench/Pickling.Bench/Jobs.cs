namespace Pickling.Bench;

/// <summary>The calls that are timed, by contender.</summary>
internal static class Jobs
{
    public const string Pickling = "pickling";
    public const string Razorvine = "razorvine";

    /// <summary>The call for one pickle: what it returns is kept alive until the next call.</summary>
    public static Func<object?> Create(string contender, string folder, string name, string operation)
    {
        byte[] pickle = File.ReadAllBytes(Path.Combine(folder, name + ".pkl"));
        string bufferPath = Path.Combine(folder, name + ".buffer");
        byte[]? buffer = File.Exists(bufferPath) ? File.ReadAllBytes(bufferPath) : null;
        return contender switch
        {
            Pickling when TypedJobs.Has(name) => TypedJobs.Create(name, pickle, operation),
            Pickling => PicklingJobs.Create(pickle, buffer, operation),
            Razorvine => RazorvineJobs.Create(pickle, operation),
            _ => throw new ArgumentException($"no contender {contender}"),
        };
    }
}
