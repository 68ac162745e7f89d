using Flink.ResourceManagers.Drivers;

namespace Flink.Yarn.Workers;

/// <summary>Calls that block, of staging, on threads that may.</summary>
internal sealed class BlockingCalls(DriverSurroundings surroundings)
{
    public Task RunAsync(Action action) => RunAsync(() =>
    {
        action();
        return true;
    });

    public Task<T> RunAsync<T>(Func<T> action)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        surroundings.Io.Run(() =>
        {
            try
            {
                done.SetResult(action());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }
}
