using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Tests.Scheduling;

public class WorkerTests
{
    [Fact]
    public void Thread_that_has_lost_the_queue_in_its_sleep_does_not_take_the_wake_up_of_the_next()
    {
        var worker = new Worker(canBlock: true);
        var before = Sleeper(worker);
        var next = Sleeper(worker);

        worker.Enqueue(new Idle());

        Assert.True(before.Join(TimeSpan.FromMinutes(2)) & next.Join(TimeSpan.FromMinutes(2)), "A thread sleeps beside a full queue.");
    }

    private static Thread Sleeper(Worker worker)
    {
        var thread = new Thread(worker.Sleep) { IsBackground = true };
        thread.Start();
        Assert.True(SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromMinutes(2)));
        return thread;
    }

    private sealed class Idle : Tasklet
    {
        public override string Name => "idle";

        protected internal override TaskletStatus Run(long deadline) => TaskletStatus.Parked;
    }
}
