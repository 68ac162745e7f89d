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
        io.Run(() =>
        {
            try
            {
                completion.SetResult(work());
            }
            catch (Exception e)
            {
                completion.SetException(e);
            }
        });
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
}
