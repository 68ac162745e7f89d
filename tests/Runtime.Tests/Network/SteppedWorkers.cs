using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.JobManager;
using Flink.Runtime.Network;
using Flink.Runtime.Network.InProcess;
using Flink.Runtime.Scheduling;
using Flink.Runtime.TaskManager;
using Flink.Runtime.Tests.Jobs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.Network;

/// <summary>Two workers that exchange frames, on the test's thread, a quantum at a time, with the test's clock.</summary>
internal sealed class SteppedWorkers
{
    private const int MostSteps = 2_000_000;

    public SteppedWorkers(NetworkSettings? settings = null, TaskManagerSettings? limits = null)
    {
        Scheduler = new SteppedScheduler(Clock);
        Wires = new InProcessWires(Scheduler);
        Networks = [Wires.Add("one", settings), Wires.Add("two", settings)];
        TaskManagers = [.. Networks.Select(network => new Runtime.TaskManager.TaskManager(
            limits ?? new TaskManagerSettings(), Scheduler, NullLogger.Instance, network: network))];
    }

    public FakeTimeProvider Clock { get; } = new();

    public SteppedScheduler Scheduler { get; }

    public InProcessWires Wires { get; }

    public InProcessNetwork[] Networks { get; }

    public Runtime.TaskManager.TaskManager[] TaskManagers { get; }

    public JobMaster Submit(JobGraph job, JobMasterSettings? settings = null)
    {
        var slots = new WorkerSlots([.. Networks.Zip(TaskManagers, (network, taskManager) => (network.Address, (ITaskManagerGateway)taskManager))]);
        var master = new JobMaster(job, slots, Clock, NullLogger.Instance, settings: settings);
        Scheduler.Start(master, 0);
        master.Start();
        return master;
    }

    public JobResult RunToEnd(JobGraph job, JobMasterSettings? settings = null)
    {
        var master = Submit(job, settings);
        Assert.True(Scheduler.RunUntilIdle(MostSteps) < MostSteps, $"The job is {master.Status} and something goes on for ever: {string.Join(", ", TaskManagers.SelectMany(taskManager => taskManager.Tasks).Select(task => $"{task.Name} in {task.RecordsIn} out {task.RecordsOut}"))}.");
        Assert.True(master.Result.IsCompletedSuccessfully, $"The job is {master.Status} and nothing is ready.");
        return master.Result.Result;
    }
}
