namespace Pickling.Celery;

/// <summary>Where a worker tells what became of a task.</summary>
internal interface ICeleryResultStore
{
    /// <summary>Whether it counts chords; without a database nobody does.</summary>
    bool CountsChords { get; }

    /// <summary>Keeps what became of a task.</summary>
    Task StoreAsync(CeleryOutcome outcome, TimeSpan lifetime);

    /// <summary>Begins a chord.</summary>
    Task BeginChordAsync(CeleryChordStart chord, TimeSpan lifetime);

    /// <summary>Tells the end of a part of a chord, once however often it is told.</summary>
    /// <returns>The whole chord, when it was the last part; else null.</returns>
    Task<CeleryChordState?> TellChordAsync(string group, long? index, byte[] part, TimeSpan lifetime);

    /// <summary>Forgets a chord whose body was sent.</summary>
    Task EndChordAsync(string group);
}
