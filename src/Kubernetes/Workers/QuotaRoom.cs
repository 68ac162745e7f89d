namespace Flink.Kubernetes.Workers;

/// <summary>Waits for room in a quota: the API does not say when one is raised; that a pod of ours is gone, it does.</summary>
internal sealed class QuotaRoom(TimeProvider clock)
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(10);

    private TaskCompletionSource _freed = NextFreed();

    /// <summary>A pod is gone: whoever waits tries again.</summary>
    public void Free() => Interlocked.Exchange(ref _freed, NextFreed()).TrySetResult();

    /// <summary>Tries until there is room.</summary>
    /// <param name="tryOnce">Whether there was room.</param>
    /// <param name="cancellation">Nobody wants it any more.</param>
    public async Task UntilThereIsAsync(Func<Task<bool>> tryOnce, CancellationToken cancellation)
    {
        for (var pause = _firstPause; ; pause = pause * 2 < _longestPause ? pause * 2 : _longestPause)
        {
            // Asked for before the try, so that what is freed during it counts.
            var freed = Volatile.Read(ref _freed).Task;
            if (await tryOnce().ConfigureAwait(false))
            {
                return;
            }

            await Task.WhenAny(freed, Task.Delay(pause, clock, cancellation)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private static TaskCompletionSource NextFreed() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
