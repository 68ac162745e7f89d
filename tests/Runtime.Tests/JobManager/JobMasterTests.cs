using System.Reflection;
using Flink.Core.Sources;
using Flink.Runtime.JobManager;
using Flink.Runtime.Scheduling;
using Flink.Runtime.TaskManager;
using Flink.Runtime.Tests.Jobs;
using Flink.Streaming.Sources;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.JobManager;

public class JobMasterTests
{
    [Fact]
    public void Master_that_is_never_started_leaves_no_timer_behind()
    {
        var job = new TestJob();
        job.Vertex(1, new SourceOperatorFactory<long, RangeSplit>(new SequenceSource(1, 10)));
        var clock = new CountingClock();
        var tasks = new Runtime.TaskManager.TaskManager(new TaskManagerSettings(), new SteppedScheduler(new FakeTimeProvider()), NullLogger.Instance);

        _ = new JobMaster(job.Build(), tasks, clock, NullLogger.Instance);

        Assert.Equal(0, clock.Timers);
    }

    [Fact]
    public void Worker_hears_that_the_job_has_ended_before_its_last_slot_goes()
    {
        var job = new TestJob();
        job.Vertex(1, new SourceOperatorFactory<long, RangeSplit>(new SequenceSource(1, 10)));
        var clock = new FakeTimeProvider();
        var scheduler = new SteppedScheduler(clock);
        var gateway = DispatchProxy.Create<ITaskManagerGateway, Recording>();
        var recording = (Recording)(object)gateway;
        recording.Target = new Runtime.TaskManager.TaskManager(new TaskManagerSettings(), scheduler, NullLogger.Instance);
        var master = new JobMaster(job.Build(), gateway, clock, NullLogger.Instance);
        scheduler.Start(master, 0);
        master.Start();

        scheduler.RunUntilIdle();

        Assert.True(master.Result.IsCompleted);
        Assert.Equal([nameof(ITaskManagerGateway.ReleaseJob), nameof(ITaskManagerGateway.FreeSlot)], recording.Calls.TakeLast(2));
    }

    // Public, since what is generated derives from it.
    public class Recording : DispatchProxy
    {
        internal ITaskManagerGateway Target { get; set; } = null!;

        internal List<string> Calls { get; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Calls.Add(targetMethod!.Name);
            return targetMethod.Invoke(Target, args);
        }
    }

    private sealed class CountingClock : TimeProvider
    {
        public int Timers { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Timers++;
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
