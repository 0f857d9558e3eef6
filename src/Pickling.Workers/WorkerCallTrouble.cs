namespace Pickling.Workers;

/// <summary>What kind of call cannot be made, where Python's side has an exception of its own for it.</summary>
internal enum WorkerCallTrouble
{
    Other,
    UnknownFunction,
    NoTriesLeft,
}
