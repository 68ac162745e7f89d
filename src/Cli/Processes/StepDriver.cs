using Flink.ResourceManagers.Drivers;
using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;

namespace Flink.Cli.Processes;

/// <summary>A driver whose steps are shown.</summary>
internal sealed class StepDriver(IResourceManagerDriver driver, StepLines steps) : IResourceManagerDriver
{
    public Task<IReadOnlyList<RecoveredWorker>> InitializeAsync(IDriverEvents events, CancellationToken cancellation) =>
        driver.InitializeAsync(new StepEvents(events, steps), cancellation);

    public async Task<StartedWorker> RequestWorkerAsync(WorkerRequest request, CancellationToken cancellation)
    {
        var at = TimeProvider.System.GetTimestamp();
        try
        {
            var worker = await driver.RequestWorkerAsync(request, cancellation).ConfigureAwait(false);
            steps.Requested(request, worker, at);
            return worker;
        }
        catch (WorkerRequestException e)
        {
            steps.NotRequested(e.Message);
            throw;
        }
    }

    public Task ReleaseWorkerAsync(TaskManagerId worker)
    {
        steps.Released(worker);
        return driver.ReleaseWorkerAsync(worker);
    }

    public void Suspect(TaskManagerId worker) => driver.Suspect(worker);

    public Task DeregisterAsync(ApplicationStatus status, string? diagnostics)
    {
        steps.Ended(diagnostics ?? status.ToString());
        return driver.DeregisterAsync(status, diagnostics);
    }

    public ValueTask DisposeAsync() => driver.DisposeAsync();

    private sealed class StepEvents(IDriverEvents events, StepLines steps) : IDriverEvents
    {
        public void WorkerLost(TaskManagerId worker, string diagnostics)
        {
            steps.Lost(worker, diagnostics);
            events.WorkerLost(worker, diagnostics);
        }

        public void WorkerLeaves(TaskManagerId worker, DateTimeOffset deadline, string reason)
        {
            steps.Leaves(worker, deadline, reason);
            events.WorkerLeaves(worker, deadline, reason);
        }

        public void RequestWaits(WorkerRequest request, string reason)
        {
            steps.Waits(reason);
            events.RequestWaits(request, reason);
        }

        public void Failed(Exception cause) => events.Failed(cause);
    }
}
