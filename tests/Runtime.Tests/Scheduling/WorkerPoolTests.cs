using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Runtime.Tests.Scheduling;

public sealed class WorkerPoolTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task Every_wake_is_followed_by_a_run()
    {
        using var pool = NewPool(2);
        const int wakes = 20_000;
        var counters = Enumerable.Range(0, 4).Select(_ => new Counting(wakes)).ToArray();
        for (var i = 0; i < counters.Length; i++)
        {
            pool.Start(counters[i], i);
        }

        await Parallel.ForEachAsync(counters, (counter, _) =>
        {
            for (var i = 0; i < wakes; i++)
            {
                counter.AddOne();
            }

            return ValueTask.CompletedTask;
        });
        await Task.WhenAll(counters.Select(counter => counter.Reached.Task)).WaitAsync(_patience);
    }

    [Fact]
    public async Task A_tasklet_never_runs_on_two_threads_at_once()
    {
        using var pool = NewPool(3);
        var tasklet = new Exclusive(50_000);
        pool.Start(tasklet, 0);
        while (!tasklet.Ended.Task.IsCompleted)
        {
            tasklet.Wake();
        }

        Assert.False(await tasklet.Ended.Task.WaitAsync(_patience), "two threads were in Run at once");
    }

    [Fact]
    public async Task Others_go_on_while_one_blocks_without_saying_so()
    {
        using var pool = NewPool(1);
        using var release = new ManualResetEventSlim();
        var blocker = new Blocking(release);
        var other = new Counting(1);
        pool.Start(blocker, 0);
        await blocker.Entered.Task.WaitAsync(_patience);
        pool.Start(other, 0);
        other.AddOne();

        await other.Reached.Task.WaitAsync(_patience);
        Assert.False(blocker.Left.Task.IsCompleted);
        release.Set();
        await blocker.Left.Task.WaitAsync(_patience);
    }

    [Fact]
    public async Task One_that_blocked_keeps_a_thread_of_its_own()
    {
        using var pool = NewPool(1);
        using var release = new ManualResetEventSlim();
        var blocker = new Blocking(release);
        pool.Start(blocker, 0);
        await blocker.Entered.Task.WaitAsync(_patience);
        var other = new Counting(1);
        pool.Start(other, 0);
        other.AddOne();
        await other.Reached.Task.WaitAsync(_patience);
        release.Set();
        await blocker.Left.Task.WaitAsync(_patience);

        // The only worker is kept busy; the blocker must run all the same, without the watchdog's help.
        var names = new ThreadNames();
        pool.Start(names, 0);
        blocker.Wake();
        await blocker.RanAgain.Task.WaitAsync(_patience);
        Assert.NotEqual(blocker.LastThread, await names.Seen.Task.WaitAsync(_patience));
    }

    [Fact]
    public async Task A_tasklet_that_waits_in_its_quantum_lends_its_thread_to_nobody_but_holds_up_nobody()
    {
        using var pool = NewPool(1);
        var waiter = new Waiting();
        pool.Start(waiter, 0);
        await waiter.Entered.Task.WaitAsync(_patience);
        var other = new Counting(1);
        pool.Start(other, 0);
        other.AddOne();
        await other.Reached.Task.WaitAsync(_patience);

        waiter.MayGo = true;
        waiter.Wake();
        await waiter.Left.Task.WaitAsync(_patience);
    }

    [Fact]
    public async Task Interrupting_ends_a_wait_of_a_tasklet_with_its_own_thread_only()
    {
        using var pool = NewPool(1);
        using var never = new ManualResetEventSlim();
        var blocker = new Blocking(never) { NeedsThread = true };
        pool.Start(blocker, 0, needsThread: true);
        await blocker.Entered.Task.WaitAsync(_patience);

        Assert.NotNull(pool.Interrupt(blocker));
        await Assert.ThrowsAsync<ThreadInterruptedException>(() => blocker.Left.Task.WaitAsync(_patience));

        var other = new Counting(1);
        pool.Start(other, 0);
        other.AddOne();
        await other.Reached.Task.WaitAsync(_patience);
    }

    [Fact]
    public async Task The_watchdog_rests_while_nothing_runs_and_is_back_for_the_next_that_blocks()
    {
        var clock = new OneTimerClock();
        using var pool = new WorkerPool(1, clock, _soon, NullLogger.Instance);
        using var limit = new CancellationTokenSource(_patience);
        while (!clock.IsResting)
        {
            limit.Token.ThrowIfCancellationRequested();
            clock.Fire();
            await Task.Yield();
        }

        using var release = new ManualResetEventSlim();
        var blocker = new Blocking(release);
        pool.Start(blocker, 0);
        await blocker.Entered.Task.WaitAsync(_patience);

        Assert.False(clock.IsResting);
        var other = new Counting(1);
        pool.Start(other, 0);
        other.AddOne();
        clock.Pass(2 * _soon);
        clock.Fire();

        await other.Reached.Task.WaitAsync(_patience);
        release.Set();
        await blocker.Left.Task.WaitAsync(_patience);
    }

    [Fact]
    public async Task Interruption_that_comes_too_late_hits_no_wait_behind_the_user_code()
    {
        using var pool = NewPool(1);
        var late = new Late(pool) { NeedsThread = true };
        pool.Start(late, 0, needsThread: true);

        Assert.Null(await late.Ended.Task.WaitAsync(_patience));
    }

    [Fact]
    public async Task What_a_tasklet_wakes_runs_behind_it_when_the_thread_of_the_woken_sleeps()
    {
        using var pool = new WorkerPool(2, new OneTimerClock(), _soon, NullLogger.Instance);
        var woken = await StartParkedAsync(pool, affinity: 1);
        var waker = new Waker(woken, static _ => false);
        pool.Start(waker, 0);

        Assert.Equal(await waker.Thread.Task.WaitAsync(_patience), await woken.Thread.Task.WaitAsync(_patience));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_a_tasklet_has_woken_runs_beside_it_when_it_goes_on_for_long(int affinityOfWoken)
    {
        // Nobody takes the queue away from the waker in the meantime.
        var clock = new OneTimerClock();
        using var pool = new WorkerPool(2, clock, _soon, NullLogger.Instance);
        var woken = await StartParkedAsync(pool, affinityOfWoken);
        var waker = new Waker(woken, tasklet =>
        {
            clock.Pass(WorkerPool.Sharing);
            return !tasklet.Thread.Task.IsCompleted;
        });
        pool.Start(waker, 0);

        Assert.NotEqual(await waker.Thread.Task.WaitAsync(_patience), await woken.Thread.Task.WaitAsync(_patience));
    }

    [Fact]
    public async Task What_waits_behind_a_tasklet_that_goes_on_for_long_is_taken_when_it_is_woken_once_more()
    {
        var clock = new OneTimerClock();
        using var pool = new WorkerPool(2, clock, _soon, NullLogger.Instance);
        var woken = await StartParkedAsync(pool, affinity: 0);
        var waker = new Waker(woken, tasklet =>
        {
            clock.Pass(WorkerPool.Sharing);
            tasklet.Wake();
            return !tasklet.Thread.Task.IsCompleted;
        })
        {
            AsksForTime = false,
        };
        pool.Start(waker, 0);

        Assert.NotEqual(await waker.Thread.Task.WaitAsync(_patience), await woken.Thread.Task.WaitAsync(_patience));
    }

    // It has run once, and all threads sleep.
    private static async Task<Woken> StartParkedAsync(WorkerPool pool, int affinity)
    {
        var tasklet = new Woken();
        pool.Start(tasklet, affinity);
        await tasklet.Parked.Task.WaitAsync(_patience);
        Assert.True(SpinWait.SpinUntil(() => pool.IsAsleep, _patience));
        return tasklet;
    }

    private static WorkerPool NewPool(int cores) => new(cores, TimeProvider.System, _soon, NullLogger.Instance);

    private static TaskCompletionSource<T> NewSignal<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Counting(int expected) : Tasklet
    {
        private int _added;
        private int _seen;

        public override string Name => "counting";

        public TaskCompletionSource<int> Reached { get; } = NewSignal<int>();

        public void AddOne()
        {
            Interlocked.Increment(ref _added);
            Wake();
        }

        protected internal override TaskletStatus Run(long deadline)
        {
            _seen = Volatile.Read(ref _added);
            if (_seen >= expected)
            {
                Reached.TrySetResult(_seen);
            }

            return TaskletStatus.Parked;
        }
    }

    private sealed class Exclusive(int runs) : Tasklet
    {
        private int _inside;
        private int _left = runs;
        private bool _overlapped;

        public override string Name => "exclusive";

        public TaskCompletionSource<bool> Ended { get; } = NewSignal<bool>();

        protected internal override TaskletStatus Run(long deadline)
        {
            _overlapped |= Interlocked.Increment(ref _inside) != 1;
            Thread.SpinWait(10);
            Interlocked.Decrement(ref _inside);
            if (--_left > 0)
            {
                return _left % 3 == 0 ? TaskletStatus.Parked : TaskletStatus.Ready;
            }

            Ended.TrySetResult(_overlapped);
            return TaskletStatus.Done;
        }
    }

    private sealed class Blocking(ManualResetEventSlim release) : Tasklet
    {
        private bool _hasBlocked;

        public override string Name => "blocking";

        public TaskCompletionSource<bool> Entered { get; } = NewSignal<bool>();

        public TaskCompletionSource<bool> Left { get; } = NewSignal<bool>();

        public TaskCompletionSource<bool> RanAgain { get; } = NewSignal<bool>();

        public string? LastThread { get; private set; }

        protected internal override TaskletStatus Run(long deadline)
        {
            LastThread = Thread.CurrentThread.Name;
            if (_hasBlocked)
            {
                RanAgain.TrySetResult(true);
                return TaskletStatus.Parked;
            }

            _hasBlocked = true;
            Entered.SetResult(true);
            try
            {
                release.Wait();
                Left.SetResult(true);
            }
            catch (ThreadInterruptedException e)
            {
                Left.SetException(e);
            }

            return TaskletStatus.Parked;
        }
    }

    private sealed class Waiting : Tasklet
    {
        private volatile bool _mayGo;

        public override string Name => "waiting";

        public bool MayGo
        {
            set => _mayGo = value;
        }

        public TaskCompletionSource<bool> Entered { get; } = NewSignal<bool>();

        public TaskCompletionSource<bool> Left { get; } = NewSignal<bool>();

        protected internal override TaskletStatus Run(long deadline)
        {
            Entered.SetResult(true);
            while (!_mayGo)
            {
                Assert.True(WaitForWake());
            }

            Left.SetResult(true);
            return TaskletStatus.Done;
        }
    }

    /// <summary>Is interrupted while it waits for nothing, says that its user code is over, and waits then.</summary>
    private sealed class Late(WorkerPool pool) : Tasklet
    {
        public override string Name => "late";

        public TaskCompletionSource<Exception?> Ended { get; } = NewSignal<Exception?>();

        protected internal override TaskletStatus Run(long deadline)
        {
            Assert.NotNull(pool.Interrupt(this));
            WorkerThread.Current!.EndInterruptions();
            Assert.Null(pool.Interrupt(this));
            Ended.SetResult(Record.Exception(() =>
            {
                using var never = new SemaphoreSlim(0);
                never.Wait(1);
            }));
            return TaskletStatus.Done;
        }
    }

    /// <summary>Wakes another and goes on for as long as it is told to, all in one quantum.</summary>
    private sealed class Waker(Woken other, Func<Woken, bool> goesOn) : Tasklet
    {
        public override string Name => "waker";

        public bool AsksForTime { get; init; } = true;

        public TaskCompletionSource<string?> Thread { get; } = NewSignal<string?>();

        protected internal override TaskletStatus Run(long deadline)
        {
            other.Wake();
            while (goesOn(other))
            {
                if (AsksForTime)
                {
                    HasTime(long.MaxValue, deadline);
                }
            }

            Thread.SetResult(System.Threading.Thread.CurrentThread.Name);
            return TaskletStatus.Done;
        }
    }

    /// <summary>Parks, and tells what thread it runs on when it was woken.</summary>
    private sealed class Woken : Tasklet
    {
        public override string Name => "woken";

        public TaskCompletionSource<bool> Parked { get; } = NewSignal<bool>();

        public TaskCompletionSource<string?> Thread { get; } = NewSignal<string?>();

        protected internal override TaskletStatus Run(long deadline)
        {
            if (Parked.TrySetResult(true))
            {
                return TaskletStatus.Parked;
            }

            Thread.TrySetResult(System.Threading.Thread.CurrentThread.Name);
            return TaskletStatus.Done;
        }
    }

    private sealed class ThreadNames : Tasklet
    {
        public override string Name => "names";

        public TaskCompletionSource<string?> Seen { get; } = NewSignal<string?>();

        protected internal override TaskletStatus Run(long deadline)
        {
            Seen.TrySetResult(Thread.CurrentThread.Name);
            return TaskletStatus.Done;
        }
    }

    /// <summary>Stands still, and has one timer that fires by hand.</summary>
    private sealed class OneTimerClock : TimeProvider, ITimer
    {
        private TimerCallback? _callback;
        private object? _state;
        private volatile bool _isResting;
        private long _now;

        public bool IsResting => _isResting;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref _now);

        public void Pass(TimeSpan time) => Volatile.Write(ref _now, _now + time.Ticks);

        public void Fire() => _callback!(_state);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, _state) = (callback, state);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _isResting = dueTime == Timeout.InfiniteTimeSpan;
            return true;
        }

        public void Dispose()
        {
            // Nothing fires by itself.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
