using Flink.Runtime.ResourceManager;
using Microsoft.Extensions.Logging;

namespace Flink.ResourceManagers.Workers;

/// <summary>Workers that their system will take away: what they hold goes elsewhere before, and one that boots is not waited for.</summary>
/// <param name="host">The endpoint.</param>
/// <param name="dismiss">Ends a worker that has nothing yet, for a reason.</param>
/// <param name="logger">For what people should know.</param>
internal sealed class Departures(IWorkerSupplyHost host, Action<ManagedWorker, string> dismiss, ILogger logger)
{
    /// <summary>The system says that it takes a worker away.</summary>
    public void Announce(ManagedWorker worker, DateTimeOffset deadline, string reason)
    {
        WorkerManagerLog.Leaves(logger, worker.Id, deadline, reason);
        worker.Departure = (deadline, reason);
        if (worker.IsRegistered)
        {
            TellAgain(worker);
        }
        else if (!worker.MayWork)
        {
            // It would be of no use any more.
            dismiss(worker, $"it would be taken away soon: {reason}");
        }
    }

    /// <summary>A worker has registered: what was said of it before is told now.</summary>
    public void TellAgain(ManagedWorker worker)
    {
        if (worker.Departure is { } departure)
        {
            host.WorkerLeaves(worker.Id, departure.Deadline, departure.Reason);
        }
    }
}
