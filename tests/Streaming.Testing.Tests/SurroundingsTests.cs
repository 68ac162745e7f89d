using Flink.Core;
using Flink.Core.Metrics;
using Flink.Streaming.Testing.Tests.Operators;

namespace Flink.Streaming.Testing.Tests;

public class SurroundingsTests
{
    [Fact]
    public void Processing_timers_fire_in_order_each_at_its_own_time()
    {
        List<string> fired = [];
        using var harness = Harness(onRecord: (context, record) => context.RegisterProcessingTimer(
            record, time => fired.Add($"{time} at {context.Clock.GetUtcNow().ToUnixTimeMilliseconds()}")));

        harness.Push(30, 10, 20);
        harness.AdvanceProcessingTimeTo(25);
        Assert.Equal(["10 at 10", "20 at 20"], fired);
        Assert.Equal(25, harness.Clock.Now);
        harness.AdvanceProcessingTime(TimeSpan.FromMilliseconds(5));

        Assert.Equal("30 at 30", fired[^1]);
    }

    [Fact]
    public void Timer_of_the_past_fires_at_once_and_a_cancelled_one_never()
    {
        List<long> fired = [];
        IDisposable? cancelled = null;
        using var harness = new OperatorHarness<int, int>(
            new FactoryOf(() => new EchoOperator
            {
                OnRecord = (context, record) =>
                {
                    context.RegisterProcessingTimer(record, fired.Add);
                    cancelled = context.RegisterProcessingTimer(record + 1000, fired.Add);
                },
            }),
            new() { ProcessingTime = 500 });

        harness.Push(3);
        Assert.Equal([3], fired);
        cancelled!.Dispose();
        harness.AdvanceProcessingTimeTo(5000);

        Assert.Equal([3], fired);
    }

    [Fact]
    public void Timer_does_not_fire_once_the_input_has_ended()
    {
        using var harness = Harness(onRecord: (context, record) => context.RegisterProcessingTimer(record, _ => Assert.Fail("It fired.")));

        harness.Push(10).EndInput().AdvanceProcessingTimeTo(20);

        Assert.Throws<InvalidOperationException>(() => harness.Push(1));
    }

    [Fact]
    public void Timer_that_registers_the_next_one_goes_on_within_one_advance()
    {
        List<long> fired = [];
        using var harness = new OperatorHarness<int, int>(new FactoryOf(() => new EchoOperator
        {
            OnOpen = context =>
            {
                void Fire(long time)
                {
                    fired.Add(time);
                    context.RegisterProcessingTimer(time + 100, Fire);
                }

                context.RegisterProcessingTimer(100, Fire);
            },
        }));
        harness.AdvanceProcessingTimeTo(350);

        Assert.Equal([100, 200, 300], fired);
    }

    [Fact]
    public void Action_that_another_thread_posts_runs_on_the_thread_of_the_test()
    {
        Thread? ran = null;
        using var harness = Harness(onRecord: (context, _) =>
            new Thread(() => context.Post(() => ran = Thread.CurrentThread)).Start());

        harness.Push(1).RunUntil(() => ran is not null, TimeSpan.FromMinutes(2));

        Assert.Same(Thread.CurrentThread, ran);
    }

    [Fact]
    public void Waiting_for_an_action_that_nobody_posts_is_given_up()
    {
        using var harness = Harness();

        Assert.Throws<TimeoutException>(() => harness.RunUntil(() => false, TimeSpan.Zero));
    }

    [Fact]
    public void Accumulators_are_merged_over_subtasks()
    {
        using var harness = new OperatorHarness<int, int>(
            new FactoryOf(() =>
            {
                var counter = new LongCounter();
                return new EchoOperator { OnOpen = context => context.AddAccumulator("seen", counter), OnRecord = (_, record) => counter.Add(record) };
            }),
            new() { Parallelism = 2 });

        harness.Push(1, 2, 3);

        Assert.Equal(6L, harness.Accumulators["seen"]);
    }

    [Fact]
    public unsafe void Managed_memory_is_bounded_and_a_leak_fails_the_test()
    {
        var harness = new OperatorHarness<int, int>(
            new FactoryOf(() => new EchoOperator { OnRecord = (context, record) => context.ManagedMemory.Allocate(record) }),
            new() { ManagedMemory = 4096 });

        harness.Push(1000);

        Assert.Equal(1000, harness.ManagedMemory.Used);
        Assert.Contains("1000 bytes", Assert.Throws<HarnessException>(harness.Dispose).Message, StringComparison.Ordinal);
        harness = new OperatorHarness<int, int>(
            new FactoryOf(() => new EchoOperator { OnRecord = (context, record) => context.ManagedMemory.Allocate(record) }),
            new() { ManagedMemory = 4096 });
        Assert.Throws<FlinkException>(() => harness.Push(5000));
        harness.Dispose();
    }

    [Fact]
    public void Function_that_waits_is_told_of_a_cancellation()
    {
        var begun = new ManualResetEventSlim();
        using var harness = Harness(onRecord: (context, _) =>
        {
            begun.Set();
            context.Cancellation.WaitHandle.WaitOne();
            context.Cancellation.ThrowIfCancellationRequested();
        });
        var canceller = new Thread(() =>
        {
            begun.Wait();
            harness.Cancel();
        });
        canceller.Start();

        Assert.Throws<OperationCanceledException>(() => harness.Push(1));
        canceller.Join();
    }

    [Fact]
    public void Operator_that_cannot_be_opened_is_closed_all_the_same()
    {
        var closed = 0;

        Assert.Throws<FormatException>(() => new OperatorHarness<int, int>(
            new FactoryOf(() => new EchoOperator { OnOpen = _ => throw new FormatException(), OnClose = () => closed++ })));

        Assert.Equal(1, closed);
    }

    [Fact]
    public void Failure_in_close_fails_the_test_unless_something_failed_before()
    {
        var harness = new OperatorHarness<int, int>(new FactoryOf(() => new EchoOperator { OnClose = () => throw new FormatException() }));
        Assert.IsType<FormatException>(Assert.Throws<AggregateException>(harness.Dispose).InnerException);

        harness = new OperatorHarness<int, int>(new FactoryOf(() => new EchoOperator
        {
            OnRecord = (_, _) => throw new InvalidDataException(),
            OnClose = () => throw new FormatException(),
        }));
        Assert.Throws<InvalidDataException>(() => harness.Push(1));
        harness.Dispose();
    }

    private static OperatorHarness<int, int> Harness(Action<Core.Operators.OperatorContext, int>? onRecord = null) =>
        new(new FactoryOf(() => new EchoOperator { OnRecord = onRecord }));
}
