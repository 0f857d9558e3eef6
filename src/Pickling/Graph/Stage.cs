namespace Pickling.Graph;

/// <summary>What of a constructed object is due next: its frame's <see cref="WalkFrame.Index"/>.</summary>
internal enum Stage
{
    Callable,
    Arguments,
    KeywordArguments,
    Construct,
    ListItems,
    DictItems,
    SetItems,
    State,
    Setter,
    SetterTarget,
    SetterState,
    SetterEnd,
    Build,
    MoreStates,
    Done,
}
