using Flink.ResourceManagers.Drivers;
using Flink.Runtime.Slots;
using Microsoft.Extensions.Logging;

namespace Flink.ResourceManagers.Workers;

/// <summary>Has workers ended by the driver, again and again where that fails: what is not ended goes on costing.</summary>
/// <param name="driver">The driver.</param>
/// <param name="settings">How long to pause.</param>
/// <param name="clock">For pauses.</param>
/// <param name="hasEnded">Whether the term has ended: the next one finds the worker, and decides.</param>
/// <param name="logger">For what people should know.</param>
internal sealed class WorkerReleases(IResourceManagerDriver driver, WorkerManagerSettings settings, TimeProvider clock, Func<bool> hasEnded, ILogger logger)
{
    private static readonly TimeSpan _longestPause = TimeSpan.FromMinutes(1);

    public async void Release(TaskManagerId worker)
    {
        var pause = settings.LongestPause;
        while (!hasEnded())
        {
            try
            {
                await driver.ReleaseWorkerAsync(worker);
                return;
            }
            catch (Exception e)
            {
                if (hasEnded())
                {
                    return;
                }

                WorkerManagerLog.ReleaseFailed(logger, worker, pause, e);
            }

            await Task.Delay(pause, clock);
            pause = pause + pause < _longestPause ? pause + pause : _longestPause;
        }
    }
}
