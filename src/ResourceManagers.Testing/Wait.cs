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
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> complaint)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(complaint);
        var begin = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < _patience, complaint());
            await Task.Delay(_pause);
        }
    }
}
