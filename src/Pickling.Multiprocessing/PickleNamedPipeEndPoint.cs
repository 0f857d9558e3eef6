using System.Net;

namespace Pickling.Multiprocessing;

/// <summary>The address of a named pipe of Windows: Python's <c>AF_PIPE</c>, <c>r"\\.\pipe\name"</c>.</summary>
/// <remarks>
/// A message is a message of the pipe, without a length before it, so that this works on Windows only: pipes of .NET elsewhere
/// know no messages.
/// </remarks>
public sealed class PickleNamedPipeEndPoint : EndPoint
{
    private const string LocalServer = ".";

    /// <summary>Names a pipe.</summary>
    /// <param name="name">Its name, without <c>\\.\pipe\</c>.</param>
    /// <param name="serverName">The machine it is on; default this one.</param>
    public PickleNamedPipeEndPoint(string name, string serverName = LocalServer)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(serverName);
        Name = name;
        ServerName = serverName;
    }

    /// <summary>The pipe's name, without <c>\\.\pipe\</c>.</summary>
    public string Name { get; }

    /// <summary>The machine it is on; <c>.</c> for this one.</summary>
    public string ServerName { get; }

    /// <summary>The address as Python says it: <c>\\.\pipe\name</c>.</summary>
    public override string ToString() => $@"\\{ServerName}\pipe\{Name}";
}
