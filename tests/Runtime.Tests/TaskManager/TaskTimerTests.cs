using Flink.Core.Operators;
using Flink.Core.Sources;
using Flink.Runtime.Tests.Jobs;

namespace Flink.Runtime.Tests.TaskManager;

public class TaskTimerTests
{
    [Fact]
    public void Timers_fire_at_their_time_however_far_it_lies_ahead()
    {
        var cluster = new SteppedCluster();
        var start = cluster.Clock.GetUtcNow();
        var factory = new Factory(
            start.AddMilliseconds(-5).ToUnixTimeMilliseconds(),
            start.AddMilliseconds(10).ToUnixTimeMilliseconds(),
            start.AddDays(60).ToUnixTimeMilliseconds(),
            long.MaxValue);
        var job = new TestJob();
        job.Vertex(1, factory);
        cluster.Submit(job.Build());
        cluster.Scheduler.RunUntilIdle();

        // A time of the past fires at the next opportunity.
        cluster.Clock.Advance(TimeSpan.FromMilliseconds(9));
        cluster.Scheduler.RunUntilIdle();
        Assert.Equal(factory.Times[..1], factory.Fired);
        cluster.Clock.Advance(TimeSpan.FromMilliseconds(1));
        cluster.Scheduler.RunUntilIdle();
        Assert.Equal(factory.Times[..2], factory.Fired);
        for (var day = 0; day < 59; day++)
        {
            cluster.Clock.Advance(TimeSpan.FromDays(1));
            cluster.Scheduler.RunUntilIdle();
        }

        Assert.Equal(factory.Times[..2], factory.Fired);
        cluster.Clock.Advance(TimeSpan.FromDays(1));
        cluster.Scheduler.RunUntilIdle();
        Assert.Equal(factory.Times[..3], factory.Fired);
    }

    [Fact]
    public void Timer_that_is_set_again_fires_at_the_last_time_only_and_as_often_as_it_is_set()
    {
        var cluster = new SteppedCluster();
        var start = cluster.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        IProcessingTimer? timer = null;
        var factory = new Factory();
        factory.OnOpen = context =>
        {
            timer = context.NewProcessingTimer(time =>
            {
                factory.Fired.Add(time);
                if (factory.Fired.Count < 3)
                {
                    timer!.Set(time + 10);
                }
            });
            timer.Set(start + 5);
            timer.Set(start + 20);
        };
        var job = new TestJob();
        job.Vertex(1, factory);
        cluster.Submit(job.Build());

        Pass(19);
        Assert.Empty(factory.Fired);
        Pass(1);
        Assert.Equal([start + 20], factory.Fired);
        Pass(10);
        Pass(10);
        Pass(100);
        Assert.Equal([start + 20, start + 30, start + 40], factory.Fired);

        timer!.Set(start + 200);
        timer.Dispose();
        Pass(1000);
        Assert.Equal(3, factory.Fired.Count);

        void Pass(int milliseconds)
        {
            cluster.Scheduler.RunUntilIdle();
            cluster.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
            cluster.Scheduler.RunUntilIdle();
        }
    }

    private sealed class Factory(params long[] times) : OperatorFactory
    {
        public long[] Times => times;

        public Action<OperatorContext>? OnOpen { get; set; }

        public List<long> Fired { get; } = [];

        public override IReadOnlyList<Type> InputTypes => [];

        public override Type OutputType => typeof(long);

        public override Operator Create() => new Sleeper(this);
    }

    /// <summary>A source that never has anything.</summary>
    private sealed class Sleeper(Factory owner) : Operator<long>, ISourceOperator
    {
        public override IReadOnlyList<IInput> Inputs => [];

        public override void Open()
        {
            foreach (var time in owner.Times)
            {
                Context.RegisterProcessingTimer(time, owner.Fired.Add);
            }

            owner.OnOpen?.Invoke(Context);
        }

        public void Attach(ISourceTask task)
        {
        }

        public ReadStatus Poll() => ReadStatus.NothingAvailable;

        public void AddSplit(ReadOnlySpan<byte> split) => throw new NotSupportedException();

        public void NoMoreSplits()
        {
        }

        public void Align(long maxWatermark) => throw new NotSupportedException();
    }
}
