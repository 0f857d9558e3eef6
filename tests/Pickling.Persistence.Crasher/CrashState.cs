using System.Globalization;

namespace Pickling.Persistence.Crasher;

/// <summary>A state whose parts all say the same step, so that a mixed or torn one shows.</summary>
public static class CrashState
{
    private const int LengthMin = 500;
    private const int LengthSpread = 3000;

    public static Dictionary<string, object?> Create(long step)
    {
        long[] numbers = new long[LengthMin + (step * 37 % LengthSpread)];
        Array.Fill(numbers, step);
        return new() { ["step"] = step, ["numbers"] = numbers, ["text"] = step.ToString(CultureInfo.InvariantCulture) };
    }

    /// <summary>The step of a state; throws when its parts are not those of one step.</summary>
    public static long Check(Dictionary<string, object?> state)
    {
        long step = (long)state["step"]!;
        var numbers = (IReadOnlyList<object?>)state["numbers"]!;
        if (numbers.Count != LengthMin + (step * 37 % LengthSpread)
            || numbers.Any(number => (long)number! != step)
            || (string)state["text"]! != step.ToString(CultureInfo.InvariantCulture))
        {
            throw new InvalidOperationException($"the state of step {step} is mixed");
        }

        return step;
    }
}
