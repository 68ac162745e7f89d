using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Functions;
using Flink.Local.Tests.Harness;
using Flink.Streaming;
using Flink.Streaming.Functions;
using Flink.Streaming.Sinks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Flink.Local.Tests.Functions;

/// <summary>Functions that block, with and without saying so, and functions that do not end when they are told to.</summary>
public class StubbornFunctionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Function_that_ignores_cancellation_is_given_up_and_its_thread_named(bool declared)
    {
        using var stubborn = new Gate();
        var environment = new StreamExecutionEnvironment(FlinkConfiguration.Empty
            .With("task.cancellation.timeout", "300 ms").With("task.cancellation.interval", "50 ms")).SetParallelism(1);
        var map = environment.Unbounded().DisableChaining().Map(new Spinning(stubborn)).Name("Stubborn").DisableChaining();
        (declared ? map.Blocking() : map).Discard();
        var job = await environment.SubmitAsync("stubborn job");
        await stubborn.Entered.WaitAsync(Programs.Patience);

        await job.CancelAsync();
        var result = await job.GetResultAsync().WaitAsync(Programs.Patience);

        Assert.Equal(JobStatus.Canceled, result.Status);
        // On a busy machine source and sink may not end in time either, and all may take longer than that.
        Assert.Matches(
            @"^Task Stubborn \(1/1\) did not end within \d+(\.\d)? s of its cancellation and was given up; it still holds thread 'flink-worker-\d+'\. "
            + @"Make its function watch RuntimeContext\.Cancellation\.$",
            Assert.Single(result.Warnings, static warning => warning.StartsWith("Task Stubborn ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Function_that_ignores_the_cancellation_of_a_failed_job_does_not_hold_up_the_failure()
    {
        using var stubborn = new Gate();
        var environment = new StreamExecutionEnvironment(FlinkConfiguration.Empty
            .With("task.cancellation.timeout", "300 ms").With("task.cancellation.interval", "50 ms")).SetParallelism(1);
        environment.Unbounded().Map(new Spinning(stubborn)).Discard();
        environment.Unbounded().Map(number => stubborn.Entered.IsCompleted ? throw new InvalidOperationException("no") : number).Discard();

        var failure = await environment.FailAsync();

        Assert.EndsWith("failed: no", failure.Message, StringComparison.Ordinal);
        Assert.Contains(failure.Result.Warnings, static warning => warning.Contains("did not end within", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Wait_of_a_blocking_function_is_interrupted_when_the_job_is_cancelled()
    {
        using var stubborn = new Gate();
        var environment = Programs.NewEnvironment(1, ("task.cancellation.interval", "50 ms"));
        environment.Unbounded().Map(number => stubborn.Wait(number)).Blocking().Discard();
        var job = await environment.SubmitAsync();
        await stubborn.Entered.WaitAsync(Programs.Patience);

        await job.CancelAsync();
        var result = await job.GetResultAsync().WaitAsync(Programs.Patience);

        Assert.Equal(JobStatus.Canceled, result.Status);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public async Task Function_that_waits_with_the_token_ends_at_once_when_the_job_is_cancelled()
    {
        using var patient = new Gate();
        var environment = Programs.NewEnvironment();
        environment.Unbounded().Process(new Patient(patient)).Blocking().Discard();
        var job = await environment.SubmitAsync();
        await patient.Entered.WaitAsync(Programs.Patience);

        await job.CancelAsync();
        var result = await job.GetResultAsync().WaitAsync(Programs.Patience);

        Assert.Equal(JobStatus.Canceled, result.Status);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public async Task Function_that_blocks_without_saying_so_is_reported_with_its_stack_and_holds_up_nobody()
    {
        using var log = new FakeLoggerProvider();
        using var loggers = new LoggerFactory([log]);
        using var blocker = new Gate();
        using var other = new Gate();
        var environment = new StreamExecutionEnvironment(
            FlinkConfiguration.Empty.With("taskmanager.cpu.cores", "1"), new EmbeddedExecutor(loggers)).SetParallelism(1);
        environment.Unbounded().Map(number => blocker.Wait(number)).Name("Blocker").Discard();
        environment.Unbounded().Map(number => other.Announce(number)).Discard();
        var job = await environment.SubmitAsync();
        await blocker.Entered.WaitAsync(Programs.Patience);

        await other.Entered.WaitAsync(Programs.Patience);

        // On a busy machine that may be said of another task too, whose thread did not get its turn.
        var report = (await log.Collector.GetLogsAsync()
            .FirstAsync(static record => record.Message.Contains("Blocker -> Sink: Discarding (1/1) has held thread", StringComparison.Ordinal)).AsTask().WaitAsync(Programs.Patience)).Message;

        Assert.Matches(
            @"^Task Source: Unbounded -> Blocker -> Sink: Discarding \(1/1\) has held thread flink-worker-\d+ for more than 500 ms without yielding\.", report);
        Assert.Contains("Its function blocks without saying so", report, StringComparison.Ordinal);
        Assert.Contains("Declare it with Blocking() to avoid the delay.", report, StringComparison.Ordinal);

        // What it says is Local.SlowTests': on a busy machine the stack of another task may be read just now.
        Assert.Contains("Its stack", report, StringComparison.Ordinal);

        blocker.Open();
        await job.CancelAsync();
        Assert.Equal(JobStatus.Canceled, (await job.GetResultAsync().WaitAsync(Programs.Patience)).Status);
    }

    [Fact]
    public async Task Function_that_declares_that_it_blocks_is_not_reported_and_holds_up_nobody()
    {
        using var log = new FakeLoggerProvider();
        using var loggers = new LoggerFactory([log]);
        using var blocker = new Gate();
        using var other = new Gate();
        var environment = new StreamExecutionEnvironment(
            FlinkConfiguration.Empty.With("taskmanager.cpu.cores", "1"), new EmbeddedExecutor(loggers)).SetParallelism(1);
        environment.FromElements(1L).Map(number => blocker.Wait(number)).Name("Blocker").Blocking().Discard();
        environment.FromSequence(1, 3_000_000).Map(number => other.Announce(number)).Discard();
        var job = await environment.SubmitAsync();
        await blocker.Entered.WaitAsync(Programs.Patience);
        await other.Entered.WaitAsync(Programs.Patience);

        blocker.Open();

        Assert.Equal(JobStatus.Finished, (await job.GetResultAsync().WaitAsync(Programs.Patience)).Status);
        Assert.DoesNotContain(log.Collector.GetSnapshot(), static record => record.Level >= LogLevel.Warning && record.Message.Contains("Blocker", StringComparison.Ordinal));
    }

    private sealed class Spinning(Gate gate) : IMapFunction<long, long>
    {
        public long Map(in long record)
        {
            gate.Announce(record);
            while (!gate.IsOpen)
            {
                Thread.SpinWait(1000);
            }

            return record;
        }
    }

    private sealed class Patient(Gate gate) : ProcessFunction<long, long>
    {
        private CancellationToken _cancellation;

        public override void Open(RuntimeContext context) => _cancellation = context.Cancellation;

        public override void ProcessElement(in long record, Context context, Collector<long> output) => gate.Wait(record, _cancellation);
    }
}
