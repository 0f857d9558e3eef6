using Pickling.Mapping;
using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>What a task's message says is to follow: the next of a chain, callbacks, those for a failure, and the chord that it is a part of.</summary>
internal sealed class CeleryFollowers
{
    private readonly CeleryRequest _request;
    private readonly CallPickler _pickler;
    private readonly CeleryOptions _options;
    private readonly bool _countsChords;
    private readonly List<CelerySignature> _chain;
    private readonly List<CelerySignature> _callbacks;
    private readonly List<CelerySignature> _errbacks;

    /// <exception cref="WorkerCallException">Something in it cannot be done here: better known before the task runs than after.</exception>
    public CeleryFollowers(CeleryRequest request, PickleElement embed, CallPickler pickler, CeleryOptions options, bool countsChords)
    {
        _request = request;
        _pickler = pickler;
        _options = options;
        _countsChords = countsChords;
        object? natural = embed.Kind == PickleValueKind.None ? null : embed.GetNatural();
        PyDict parts = natural as PyDict ?? [];
        _chain = ListOf(parts, "chain");
        _callbacks = ListOf(parts, "callbacks");
        _errbacks = ListOf(parts, "errbacks");
        Chord = parts.TryGetValue("chord", out object? chord) && chord is not null ? CelerySignature.Read(chord) : null;
        if (Chord is not null && !countsChords)
        {
            throw new WorkerCallException("The task belongs to a chord. Chords are counted in a database for results, and this worker has none: its results go over rpc://.");
        }

        if (_chain.Concat(_callbacks).Any(signature => signature.Kind is not null))
        {
            After(null);
        }
    }

    /// <summary>The body of the chord that the task is a part of; null for none.</summary>
    public CelerySignature? Chord { get; }

    /// <summary>The rest of the chain, which a failure ends too.</summary>
    public IReadOnlyList<CelerySignature> Chain => _chain;

    /// <summary>What follows a result.</summary>
    /// <exception cref="WorkerCallException">It is nothing that can be sent from here.</exception>
    public CeleryCanvas After(object? result)
    {
        CeleryCanvas canvas = NewCanvas();
        List<object?> callbacks = [];
        foreach (CelerySignature callback in _callbacks)
        {
            (CelerySignature frozen, PyTuple form) = CeleryForm.Freeze(callback);
            canvas.Add(frozen, [result], []);
            (callback.Kind == "group" ? canvas.Children : callbacks).Add(form);
        }

        // celery/app/trace.py sends several callbacks as a group.
        canvas.Children.AddRange(_callbacks.Count < 2 || callbacks.Count == 0 ? callbacks : [PyTuple.Create(PyTuple.Create(Guid.NewGuid().ToString(), null), new PyList(callbacks))]);

        // Reversed: the next one is the last.
        if (_chain.Count > 0)
        {
            (CelerySignature frozen, PyTuple form) = CeleryForm.Freeze(_chain[^1]);
            canvas.Add(frozen, [result], [.. _chain.SkipLast(1).Select(step => step.ToDict())]);
            canvas.Children.Add(form);
        }

        return canvas;
    }

    /// <summary>What follows a failure: each is given the id of the task that failed.</summary>
    /// <exception cref="WorkerCallException">It is nothing that can be sent from here.</exception>
    public CeleryCanvas AfterFailure() => Call(_errbacks, _request.Id);

    /// <summary>What follows when all parts of a chord have ended: its body, or what its body has for a failure.</summary>
    public CeleryCanvas AfterChord(CelerySignature body, IReadOnlyList<object?>? results) => results is null
        ? Call(body.OptionList("link_error").Select(CelerySignature.Read), body.Id)
        : Call([body], new PyList(results));

    private CeleryCanvas Call(IEnumerable<CelerySignature> signatures, object? argument)
    {
        CeleryCanvas canvas = NewCanvas();
        foreach (CelerySignature signature in signatures)
        {
            canvas.Add(signature, [argument], []);
        }

        return canvas;
    }

    private CeleryCanvas NewCanvas() => new(CeleryOrigin.Of(_request), _pickler, _options, _countsChords);

    private static List<CelerySignature> ListOf(PyDict parts, string name) =>
        [.. CelerySignature.ListOf(parts, name).Select(CelerySignature.Read)];
}
