using System.Diagnostics;

namespace Flink.Cluster.SlowTests.Harness;

/// <summary>Waits for what processes of their own come to.</summary>
public static class Waiting
{
    /// <summary>Longer than anything takes on a machine that is busy with other things.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Looks until it is so.</summary>
    /// <param name="isSo">Looks.</param>
    /// <param name="otherwise">What was waited for and what is instead.</param>
    public static Task UntilAsync(Func<bool> isSo, Func<string> otherwise) => UntilAsync(() => Task.FromResult(isSo()), otherwise);

    /// <inheritdoc cref="UntilAsync(Func{bool}, Func{string})"/>
    public static async Task UntilAsync(Func<Task<bool>> isSo, Func<string> otherwise)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException(otherwise());
            }

            await Task.Delay(Pause);
        }
    }
}
