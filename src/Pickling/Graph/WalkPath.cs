using System.Globalization;
using System.Text;
using Pickling.Model;

namespace Pickling.Graph;

/// <summary>Names the value at which the walker stands, for error messages: <c>root["orders"][3].state</c>.</summary>
internal static class WalkPath
{
    private const int StepsMax = 40;
    private const int KeyCharsMax = 40;

    public static string Of(ReadOnlySpan<WalkFrame> frames)
    {
        var path = new StringBuilder("root");
        int skipped = Math.Max(0, frames.Length - StepsMax);
        if (skipped > 0)
        {
            path.Append(CultureInfo.InvariantCulture, $"<{skipped} levels>");
        }

        foreach (ref readonly WalkFrame frame in frames[skipped..])
        {
            path.Append(StepOf(frame));
        }

        return path.ToString();
    }

    private static string StepOf(in WalkFrame frame) => frame.Kind switch
    {
        WalkKind.Dict when (frame.Index & 1) != 0 => ".keys()",
        WalkKind.Dict => Key(((PyDict)frame.Container).KeyBefore(frame.Position)),
        WalkKind.ForeignDict when (frame.Index & 1) != 0 => ".keys()",
        WalkKind.ForeignDict => Key(((object?[])frame.Form!)[Math.Max(0, frame.Index - 2)]),
        WalkKind.Set or WalkKind.FrozenSet => ".items()",
        WalkKind.Object => ObjectStep(frame),
        WalkKind.PersistentId => ".id",
        WalkKind.Arguments => $".args[{frame.Index - 1}]",
        _ => $"[{Math.Max(0, frame.Index - 1)}]",
    };

    // The frame's index is that of the next stage; items of a constructed object are named by their own frame.
    private static string ObjectStep(in WalkFrame frame) => (Stage)(frame.Index - 1) switch
    {
        _ when frame.Container is byte[] or PySetBase or PyByteArray => "",
        < Stage.Arguments => ".callable",
        Stage.Arguments => ".args",
        Stage.KeywordArguments => ".kwargs",
        <= Stage.SetItems => "",
        Stage.Setter => ".setter",
        _ => ".state",
    };

    private static string Key(object? key) => key switch
    {
        string text when text.Length <= KeyCharsMax => $"[\"{text}\"]",
        string text => $"[\"{text[..KeyCharsMax]}...\"]",
        _ => $"[{PythonFormatter.Format(key, KeyCharsMax)}]",
    };
}
