namespace Flink.Runtime.Scheduling;

/// <summary>Work on an I/O executor that somebody waits for.</summary>
internal static class IoTasks
{
    /// <summary>Runs work and gives its result; with an executor that works at once, the task is complete when this returns.</summary>
    public static Task<T> RunAsync<T>(this IIoExecutor io, Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        io.Run(() => Complete(done, work));
        return done.Task;
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public static Task RunAsync(this IIoExecutor io, Action work) => io.RunAsync(() =>
    {
        work();
        return true;
    });

    /// <summary>Runs work here and completes what somebody waits for.</summary>
    public static void Complete<T>(TaskCompletionSource<T> done, Func<T> work)
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
