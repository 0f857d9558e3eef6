using Pickling.Opcodes;
using Pickling.Wire;

namespace Pickling.Cli.Input;

/// <summary>The pickles that follow each other in a file.</summary>
internal static class PickleSource
{
    /// <summary>Loads the pickles of one file, each when it is asked for.</summary>
    /// <exception cref="ToolException">A pickle is broken, or there is none; the message says where.</exception>
    internal static IEnumerable<LoadedPickle> Load(InputFile file, PickleOptions options)
    {
        var index = 0;
        do
        {
            var start = file.Stream.Position;
            var value = Load(file, options, start, index);
            var length = file.Stream.Position - start;
            yield return new LoadedPickle(value, index++, start, length, ReadProtocol(file.Stream, start, length));
        }
        while (!file.IsAtEnd);
    }

    /// <summary>What stands before a message about a pickle, whose offsets count from the start of that pickle.</summary>
    internal static string Place(int index, long start) => index == 0 ? "" : $"pickle {index + 1} from byte {start}: ";

    private static object? Load(InputFile file, PickleOptions options, long start, int index)
    {
        try
        {
            return Pickle.Load(file.Stream, options);
        }
        catch (PickleException exception)
        {
            // The library knows nothing of the tool's options.
            var message = exception.Message.Replace("PickleOptions.Encoding", "--encoding", StringComparison.Ordinal);
            throw file.Broken(Place(index, start) + message, exception);
        }
    }

    private static int ReadProtocol(Stream stream, long start, long length)
    {
        var end = stream.Position;
        stream.Position = start;
        var protocol = stream.ReadByte() == (int)Opcode.Proto ? stream.ReadByte() : HighestOpcode(stream, start, length);
        stream.Position = end;
        return protocol;
    }

    // Protocols 0 and 1 have no header. Protocol 0 borrows TUPLE2 when it sets a state by a call.
    private static int HighestOpcode(Stream stream, long start, long length)
    {
        var pickle = new byte[length];
        stream.Position = start;
        stream.ReadExactly(pickle);
        var protocol = 0;
        var reader = new PickleReader(pickle);
        while (reader.Read())
            protocol = reader.Info.Protocol == 1 ? 1 : protocol;
        return protocol;
    }
}
