using Flink.Core.Execution;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.JobManager;
using Flink.Runtime.Scheduling;
using Flink.Runtime.TaskManager;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.Jobs;

/// <summary>A whole cluster that runs on the test's thread, a quantum at a time, with the test's clock.</summary>
internal sealed class SteppedCluster
{
    private readonly Runtime.TaskManager.TaskManager _taskManager;

    public SteppedCluster(TaskManagerSettings? settings = null, IIoExecutor? io = null, FileSystemRegistry? fileSystems = null)
    {
        Scheduler = new SteppedScheduler(Clock);
        _taskManager = new Runtime.TaskManager.TaskManager(settings ?? new TaskManagerSettings(), Scheduler, NullLogger.Instance, io, fileSystems);
    }

    public FakeTimeProvider Clock { get; } = new();

    public SteppedScheduler Scheduler { get; }

    public Runtime.TaskManager.TaskManager TaskManager => _taskManager;

    public IReadOnlyList<StreamTask> Tasks => _taskManager.Tasks;

    public JobMaster Submit(JobGraph job, JobSnapshot? restore = null, JobMasterSettings? settings = null)
    {
        var master = new JobMaster(job, _taskManager, Clock, NullLogger.Instance, restore, settings);
        Scheduler.Start(master, 0);
        master.Start();
        return master;
    }

    /// <summary>Steps until something has happened; when nothing is ready, time passes.</summary>
    public void RunUntil(Func<bool> happened, TimeSpan step)
    {
        for (var idle = 0; !happened(); idle++)
        {
            if (Scheduler.Step())
            {
                idle = 0;
            }
            else
            {
                Assert.True(idle < 10_000, "Nothing is ready, and time brings nothing.");
                Clock.Advance(step);
            }
        }
    }

    public JobResult RunToEnd(JobGraph job, JobSnapshot? restore = null)
    {
        var master = Submit(job, restore);
        Scheduler.RunUntilIdle();
        Assert.True(master.Result.IsCompletedSuccessfully, $"The job is {master.Status} and nothing is ready.");
        return master.Result.Result;
    }
}
