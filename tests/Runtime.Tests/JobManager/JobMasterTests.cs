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
