using Flink.Cli.Processes;
using Flink.Runtime.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;

namespace Flink.Cli.Tests.Processes;

public sealed class RehearsalTests
{
    [Fact]
    public void A_rehearsal_plays_its_job_to_the_end()
    {
        var steps = 0;

        Assert.True(Rehearsal.Play(ProcessMessages.All, () => ++steps > 0));

        // Registration, slots, deployment, records, cancellation.
        Assert.InRange(steps, 100, 19_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(150)]
    public void A_rehearsal_that_nobody_wants_any_more_ends_with_its_step(int wanted)
    {
        var asked = 0;

        Assert.False(Rehearsal.Play(ProcessMessages.All, () => asked++ < wanted));

        Assert.Equal(wanted + 1, asked);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(300)]
    public void Nothing_of_a_rehearsal_is_measured_afterwards(int wanted)
    {
        using var metrics = new MetricReader();

        Rehearsal.Play(ProcessMessages.All, () => wanted-- > 0);

        Assert.DoesNotContain(metrics.Read(), static sample => sample.Scope.Job == RehearsedJob.Id);
    }

    [Fact]
    public async Task A_process_that_stays_idle_rehearses_once_and_keeps_no_thread()
    {
        using var rehearsal = new IdleRehearsal(TimeSpan.Zero, static () => true, NullLogger.Instance, Play);
        rehearsal.Begin();
        rehearsal.Begin();

        await rehearsal.Ended.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.True(rehearsal.HasFinished);
        Assert.False(rehearsal.IsRunning);
    }

    [Fact]
    public async Task A_rehearsal_that_fails_is_told_and_harms_nobody()
    {
        var log = new FakeLogger();
        using var rehearsal = new IdleRehearsal(TimeSpan.Zero, static () => true, log, static _ => throw new InvalidOperationException("the server does not answer"));
        rehearsal.Begin();

        await rehearsal.Ended.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        Assert.False(rehearsal.HasFinished);
        var record = Assert.Single(log.Collector.GetSnapshot());
        Assert.Equal(LogLevel.Warning, record.Level);
        Assert.StartsWith("A rehearsal of this process failed", record.Message, StringComparison.Ordinal);
        Assert.Equal("the server does not answer", record.Exception?.Message);
    }

    [Fact]
    public void A_process_that_gets_work_before_it_was_idle_for_long_enough_does_not_rehearse()
    {
        var rehearsal = new IdleRehearsal(Timeout.InfiniteTimeSpan, static () => true, NullLogger.Instance, Play);
        rehearsal.Begin();
        rehearsal.Yield();

        rehearsal.Dispose();
        Assert.False(rehearsal.HasFinished);
        Assert.False(rehearsal.IsRunning);
    }

    [Fact]
    public void A_process_that_has_had_work_does_not_begin_to_rehearse()
    {
        using var rehearsal = new IdleRehearsal(TimeSpan.Zero, static () => true, NullLogger.Instance, Play);
        rehearsal.Yield();
        rehearsal.Begin();

        Assert.False(rehearsal.IsRunning);
    }

    [Fact]
    public async Task A_rehearsal_waits_until_the_machine_has_time()
    {
        var looks = 0;
        using var rehearsal = new IdleRehearsal(TimeSpan.FromMilliseconds(1), () => ++looks == 3, NullLogger.Instance, Play);
        rehearsal.Begin();

        await rehearsal.Ended.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        Assert.True(rehearsal.HasFinished);
        Assert.Equal(3, looks);
    }

    [Fact]
    public void A_process_that_gets_work_while_the_machine_has_no_time_does_not_rehearse()
    {
        var hasLooked = new ManualResetEventSlim();
        var rehearsal = new IdleRehearsal(
            TimeSpan.FromMilliseconds(1),
            () =>
            {
                hasLooked.Set();
                return false;
            },
            NullLogger.Instance,
            Play);
        rehearsal.Begin();
        hasLooked.Wait(TestContext.Current.CancellationToken);

        rehearsal.Dispose();

        Assert.False(rehearsal.HasFinished);
        Assert.False(rehearsal.IsRunning);
    }

    [Fact]
    public async Task What_is_left_of_a_rehearsal_is_not_played_when_work_has_come()
    {
        IdleRehearsal? rehearsal = null;
        List<bool> wanted = [];
        using (rehearsal = new IdleRehearsal(
            TimeSpan.Zero,
            static () => true,
            NullLogger.Instance,
            goesOn => wanted.Add(goesOn()),
            _ => rehearsal!.Yield(),
            goesOn => wanted.Add(goesOn())))
        {
            rehearsal.Begin();
            await rehearsal.Ended.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        }

        Assert.Equal([true, false], wanted);
        Assert.False(rehearsal.HasFinished);
    }

    private static void Play(Func<bool> goesOn) => Rehearsal.Play(ProcessMessages.All, goesOn);
}
