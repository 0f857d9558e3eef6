using Xunit;

namespace Pickling.Rq.Tests;

/// <summary>Waits on conditions, with patience.</summary>
public static class Wait
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        DateTime end = DateTime.UtcNow + Patience;
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < end, $"{what} did not come to be");
            await Task.Delay(20);
        }
    }
}
