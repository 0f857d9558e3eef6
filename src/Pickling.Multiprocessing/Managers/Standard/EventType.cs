namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>What <c>EventProxy</c> exposes.</summary>
internal static class EventType
{
    public static PickleManagerType<SharedEvent> Make() => new PickleManagerType<SharedEvent>("Event", static call => New(call))
        .RepresentationBy(static state => $"<threading.Event: {(state.IsSet ? "set" : "unset")}>")
        .Method("is_set", static (state, _) => state.IsSet)
        .Method("set", static (state, _) => state.Set())
        .Method("clear", static (state, _) => state.Clear())
        .AsyncMethod("wait", static async (state, call) =>
            await state.WaitAsync(StandardTypes.Timeout(call.Argument<double?>(0, "timeout", null)), call.CancellationToken).ConfigureAwait(false))
        .Taking(("is_set", 0, []), ("set", 0, []), ("clear", 0, []), ("wait", 1, ["timeout"]));

    private static SharedEvent New(PickleManagerCall call)
    {
        call.AllowOnly(0);
        return new SharedEvent();
    }
}
