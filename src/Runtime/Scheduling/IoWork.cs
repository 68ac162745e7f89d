namespace Flink.Runtime.Scheduling;

/// <summary>Work on I/O threads that somebody awaits.</summary>
public static class IoWork
{
    /// <summary>Runs work that may block.</summary>
    /// <returns>Completes with its result, or fails as it did.</returns>
    public static Task<T> RunAsync<T>(this IIoExecutor io, Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(io);
        ArgumentNullException.ThrowIfNull(work);
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        io.Run(() => Complete(completion, work));
        return completion.Task;
    }

    /// <summary>Runs work that may block and gives nothing.</summary>
    /// <returns>Completes when it is done, or fails as it did.</returns>
    public static Task RunAsync(this IIoExecutor io, Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return io.RunAsync(() =>
        {
            work();
            return true;
        });
    }

    /// <summary>Runs work here and completes what somebody waits for.</summary>
    internal static void Complete<T>(TaskCompletionSource<T> done, Func<T> work)
    {
        try
        {
            done.SetResult(work());
        }
        catch (Exception e)
        {
            done.SetException(e);
        }
    }
}
