using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.JobManager;
using Flink.Runtime.Network;
using Flink.Runtime.Network.Tcp;
using Flink.Runtime.Scheduling;
using Flink.Runtime.TaskManager;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Runtime.Tests.Network;

/// <summary>Two workers in this process that exchange records over loopback.</summary>
internal sealed class TcpWorkers : IDisposable
{
    private readonly WorkerPool _pool = new(2, TimeProvider.System, TimeSpan.FromMinutes(1), NullLogger.Instance);
    private readonly Runtime.TaskManager.TaskManager[] _taskManagers;

    public TcpWorkers(NetworkSettings? settings = null, NetworkSettings? others = null)
    {
        Networks = [New("one", settings), New("two", others ?? settings)];
        _taskManagers = [.. Networks.Select(network => new Runtime.TaskManager.TaskManager(
            new TaskManagerSettings(), _pool, NullLogger.Instance, network: network))];
    }

    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(2);

    public TcpNetwork[] Networks { get; }

    public static TcpNetwork New(string id, NetworkSettings? settings = null, ulong incarnation = 1, TimeProvider? clock = null) => new(
        id, "127.0.0.1", settings ?? new NetworkSettings { BindHost = "127.0.0.1" }, incarnation, clock ?? TimeProvider.System, NullLogger.Instance);

    public JobMaster Submit(JobGraph job)
    {
        var slots = new WorkerSlots([.. Networks.Zip(_taskManagers, (network, taskManager) => (network.Address, (ITaskManagerGateway)taskManager))]);
        var master = new JobMaster(job, slots, TimeProvider.System, NullLogger.Instance);
        _pool.Start(master, 0);
        master.Start();
        return master;
    }

    public Task<JobResult> RunToEnd(JobGraph job) => Submit(job).Result.WaitAsync(Patience, TestContext.Current.CancellationToken);

    public void Dispose()
    {
        foreach (var network in Networks)
        {
            network.Dispose();
        }

        _pool.Dispose();
    }
}
