using Pickling.Mapping;
using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>
/// Counts the parts of chords as Celery's Redis backend does (on_chord_part_return), so that parts may run in .NET and in Python, and
/// whoever runs the last one sends the body.
/// </summary>
internal sealed class CeleryChords(ICeleryResultStore backend, CeleryWorkerOptions options, CallPickler pickler)
{
    /// <summary>Tells the end of a part.</summary>
    /// <param name="followers">What follows the task that ended.</param>
    /// <param name="body">The chord's body.</param>
    /// <param name="part">The part: the task, or the last of a chain whose task failed.</param>
    /// <param name="state">Its state.</param>
    /// <param name="result">Its result, or its exception as one of Python.</param>
    /// <returns>What is to be sent and kept because of that; null when parts are missing.</returns>
    public async Task<CeleryChordEnd?> TellAsync(CeleryFollowers followers, CelerySignature body, CeleryChordPart part, string state, object? result)
    {
        byte[] bytes = pickler.Dumps(new PythonTuple([1L, part.Id, state, result]));
        CeleryChordState? chord = await backend.TellChordAsync(part.Group, part.Index, bytes, options.Celery.ResultLifetime).ConfigureAwait(false);
        if (chord is null)
        {
            return null;
        }

        (List<object?>? results, string? reason) = TryJoin(chord);
        CeleryCanvas? canvas = null;
        try
        {
            canvas = followers.AfterChord(body, results);
        }
        catch (WorkerCallException error)
        {
            (results, reason) = (null, reason ?? $"Callback error: {error.Message}");
        }

        if (results is not null || body.Id is null)
        {
            return new CeleryChordEnd(part.Group, canvas, null);
        }

        PyObject thrown = PythonLibrary.Exception(new PyGlobal("celery.exceptions", "ChordError"), PyTuple.Create(reason));
        byte[] meta = CeleryResults.Write(body.Id, null, null, "FAILURE", thrown, $"celery.exceptions.ChordError: {reason}", pickler);
        return new CeleryChordEnd(part.Group, canvas, new CeleryOutcome(body.Id, body.Option("reply_to") as string ?? "", meta));
    }

    // What is kept of the parts may be broken: then the body fails, as when a part has failed.
    private (List<object?>? Results, string? Reason) TryJoin(CeleryChordState chord)
    {
        try
        {
            return Join(chord);
        }
        catch (Exception error) when (error is PickleException or WorkerCallException)
        {
            return (null, $"Join error: {error.Message}");
        }
    }

    // The results in their order, or why there are none.
    private (List<object?>? Results, string? Reason) Join(CeleryChordState chord)
    {
        List<object?> results = [];
        Dictionary<string, object?> byTask = new(StringComparer.Ordinal);
        foreach (byte[] part in chord.Parts)
        {
            // No pickle begins with a bracket: it is no opcode that stands at a beginning.
            using PickleDocument document = pickler.Open(part is [(byte)'[', ..] ? CeleryJson.ToPickle(part, "part of a chord", pickler) : part);
            if (document.Root.GetNatural() is not IReadOnlyList<object?> { Count: 4 } values)
            {
                return (null, "Join error: a part is no (1, id, state, result)");
            }

            if (values[2] is "FAILURE" or "REVOKED")
            {
                return (null, $"Dependency {values[1]} raised {DescribeError(values[3])}");
            }

            results.Add(values[3]);
            byTask[values[1] as string ?? ""] = values[3];
        }

        if (chord.Form.Length == 0)
        {
            return (results, null);
        }

        using PickleDocument form = pickler.Open(chord.Form is [(byte)'{', ..] ? CeleryJson.ToPickle(chord.Form, "form of a chord", pickler) : chord.Form);
        return form.Root.GetNatural() is PyDict kept && kept.TryGetValue("result", out object? group) && CeleryForm.Fill(group, byTask) is List<object?> filled
            ? (filled, null)
            : (null, "Join error: what is kept of the header's form does not fit its parts");
    }

    private static string DescribeError(object? error)
    {
        try
        {
            if (error is PyObject thrown && PyValue.At<PyExceptionInfo>(thrown) is { } info)
            {
                return info is { Type: CeleryResults.WrapperName, Arguments: [_, _, _, string text] }
                    ? text
                    : $"{info.Type[(info.Type.LastIndexOf('.') + 1)..]}({string.Join(", ", info.Arguments.Select(item => PyValue.Repr(item, 200)))})";
            }
        }
        catch (PickleException)
        {
            // Not the form of an exception.
        }

        return PyValue.Repr(error, 500);
    }
}
