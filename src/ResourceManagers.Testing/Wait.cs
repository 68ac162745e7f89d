namespace Flink.ResourceManagers.Testing;

/// <summary>Waits for what a real system does in its own time.</summary>
public static class Wait
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Looks until it is so; fails after two minutes.</summary>
    /// <param name="condition">What is to become so.</param>
    /// <param name="complaint">What to say when it did not.</param>
    public static Task UntilAsync(Func<bool> condition, Func<string> complaint) => UntilAsync(() => Task.FromResult(condition()), complaint);

    /// <summary>Looks until it is so; fails after two minutes.</summary>
    public static Task UntilAsync(Func<Task<bool>> condition, Func<string> complaint) => UntilAsync(condition, () => Task.FromResult(complaint()));

    /// <summary>Looks until it is so; fails after two minutes, with what the system says then.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<Task<string>> complaint)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(complaint);
        var begin = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(begin) >= _patience)
            {
                Assert.Fail(await complaint());
            }

            await Task.Delay(_pause);
        }
    }
}
