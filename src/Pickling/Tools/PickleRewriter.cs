using System.Buffers;

namespace Pickling.Tools;

/// <summary>
/// Renames classes and replaces strings in pickles without loading them: what to do when a module has moved and a thousand
/// pickles still name it by its old place.
/// </summary>
/// <remarks>
/// <code>
/// var rewriter = new PickleRewriter { MapGlobal = (module, name) => module == "shop" ? ("store", name) : null };
/// byte[] renamed = rewriter.Rewrite(pickle);
/// </code>
/// Only the opcodes that say a changed name or text are written anew, with the frames around them; every other byte stays
/// as it is, and a pickle without any change comes back byte for byte. A class and a data string may share one text through
/// the memo: then each of them gets what its own map says, and all memo numbers stay.
/// Names are those of the pickle: Python 2 and protocols 0 to 2 say <c>__builtin__</c>, later ones <c>builtins</c>. A class
/// within a class is below protocol 4 the outer class and a <c>getattr</c>, so only the outer one has a name there.
/// Extension codes and persistent ids stay as they are. Immutable; safe to share between threads if the maps are.
/// </remarks>
public sealed class PickleRewriter
{
    /// <summary>
    /// Gets module and name of each class or function; gives others, or null to leave it. Default null: all stay.
    /// </summary>
    public Func<string, string, (string Module, string Name)?>? MapGlobal { get; init; }

    /// <summary>
    /// Gets each text that is data, dict keys and attribute names included; gives another, or null to leave it. Default null:
    /// all stay. A Python 2 <c>str</c> takes part if it is UTF-8.
    /// </summary>
    public Func<string, string?>? MapString { get; init; }

    /// <summary>
    /// Whether the memo goes on from pickle to pickle, for pickles that one Python <c>Pickler</c> wrote without clearing its
    /// own. Default false.
    /// </summary>
    public bool KeepMemo { get; init; }

    /// <summary>Rewrites the pickles that follow each other in the bytes.</summary>
    /// <returns>The new pickles, in an array of its own.</returns>
    /// <exception cref="PickleException">A pickle is broken; the message says where.</exception>
    /// <exception cref="PicklingException">The protocol of the pickle cannot hold a new name; the message says which.</exception>
    public byte[] Rewrite(ReadOnlySpan<byte> pickles) => Rewrite(pickles, out _);

    /// <summary>Rewrites the pickles that follow each other in the bytes and says what was changed.</summary>
    /// <returns>The new pickles, in an array of its own.</returns>
    /// <exception cref="PickleException">A pickle is broken; the message says where.</exception>
    /// <exception cref="PicklingException">The protocol of the pickle cannot hold a new name; the message says which.</exception>
    public byte[] Rewrite(ReadOnlySpan<byte> pickles, out PickleRewriteReport report)
    {
        var survey = Survey(pickles);
        report = survey.Report();
        if (survey.Edits.Count == 0)
            return pickles.ToArray();
        var target = new ArrayBufferWriter<byte>(pickles.Length);
        survey.Write(pickles, target);
        return target.WrittenSpan.ToArray();
    }

    /// <summary>Rewrites the pickles that follow each other in the bytes.</summary>
    /// <param name="pickles">One or more pickles, and nothing else.</param>
    /// <param name="target">Takes the new pickles once all of them are known to be fine; before, nothing is written.</param>
    /// <returns>What was changed.</returns>
    /// <exception cref="PickleException">A pickle is broken; the message says where.</exception>
    /// <exception cref="PicklingException">The protocol of the pickle cannot hold a new name; the message says which.</exception>
    public PickleRewriteReport Rewrite(ReadOnlySpan<byte> pickles, IBufferWriter<byte> target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var survey = Survey(pickles);
        survey.Write(pickles, target);
        return survey.Report();
    }

    /// <summary>Rewrites the pickles that follow each other in a stream, up to its end.</summary>
    /// <param name="source">Read to its end into memory, at most 2 GB.</param>
    /// <param name="target">Takes the new pickles once all of them are known to be fine; before, nothing is written.</param>
    /// <returns>What was changed.</returns>
    /// <exception cref="PickleException">A pickle is broken; the message says where.</exception>
    /// <exception cref="PicklingException">The protocol of the pickle cannot hold a new name; the message says which.</exception>
    public PickleRewriteReport Rewrite(Stream source, Stream target)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        using var buffer = new MemoryStream();
        source.CopyTo(buffer);
        target.Write(Rewrite(buffer.GetBuffer().AsSpan(0, (int)buffer.Length), out var report));
        return report;
    }

    private RewriteSurvey Survey(ReadOnlySpan<byte> pickles)
    {
        var survey = new RewriteSurvey(MapGlobal, MapString);
        var position = 0;
        do
        {
            position = survey.Read(pickles, position);
            if (!KeepMemo)
                survey.EndMemo(pickles);
        }
        while (position < pickles.Length);
        survey.EndMemo(pickles);
        return survey;
    }
}
