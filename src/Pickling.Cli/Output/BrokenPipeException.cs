namespace Pickling.Cli.Output;

/// <summary>Nobody reads standard output any more, as after <c>| head</c>: the end of the work, not an error to report.</summary>
internal sealed class BrokenPipeException : IOException
{
    internal BrokenPipeException(Exception innerException)
        : base("standard output was closed", innerException)
    {
    }
}
