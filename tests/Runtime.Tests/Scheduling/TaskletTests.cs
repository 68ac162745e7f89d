using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Tests.Scheduling;

public sealed class TaskletTests
{
    private const int Rounds = 20_000;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    [Fact]
    public void A_wake_that_meets_the_begin_of_a_run_is_not_lost()
    {
        var tasklet = new Looking();
        var worker = new Worker(canBlock: false);
        tasklet.Worker = worker;
        worker.Enqueue(tasklet);
        var isOver = false;
        var runner = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                if (worker.TryDequeue() is { } queued && queued.RunQuantum(0))
                {
                    worker.Enqueue(queued);
                }
            }
        });
        runner.Start();

        // The first wake has it run although there is nothing to see; what there is comes about when it looks.
        var lost = -1;
        for (var round = 0; round < Rounds && lost < 0; round++)
        {
            tasklet.Wake();
            Thread.SpinWait(round % 50);
            tasklet.Show();
            if (!SpinWait.SpinUntil(() => !tasklet.HasSomething, _patience))
            {
                lost = round;
            }
        }

        Volatile.Write(ref isOver, true);
        runner.Join();
        Assert.Equal(-1, lost);
    }

    private sealed class Looking : Tasklet
    {
        private volatile bool _something;

        public override string Name => "looking";

        public bool HasSomething => _something;

        public void Show()
        {
            _something = true;
            Wake();
        }

        protected internal override TaskletStatus Run(long deadline)
        {
            // No look at anything that would be a fence.
            if (_something)
            {
                _something = false;
            }

            return TaskletStatus.Parked;
        }
    }
}
