using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Functions;
using Flink.Core.Metrics;
using Flink.Local.Tests.Harness;
using Flink.Streaming;
using Flink.Streaming.Functions;
using Flink.Streaming.Sinks;

namespace Flink.Local.Tests.Engine;

public class ExecutionTests
{
    [Fact]
    public async Task Program_that_executes_several_times_runs_each_time_what_was_added_since()
    {
        var environment = Programs.NewEnvironment(2);
        using var first = new Tally();
        environment.FromSequence(1, 100).AddSink(_ => first.Add(1));
        var firstResult = await environment.FinishAsync("first");
        var second = await environment.FromSequence(1, 10).CollectAsync();
        environment.FromSequence(1, 7).Discard();
        var third = await environment.FinishAsync("third");

        Assert.Equal(("first", 100, 100), (firstResult.JobName, first.Count, firstResult.RecordsRead));
        Assert.Equal(10, second.Count);
        Assert.Equal(("third", 7), (third.JobName, third.RecordsRead));
        Assert.NotEqual(firstResult.JobId, third.JobId);
    }

    [Theory]
    [InlineData(null, "Flink Streaming Job")]
    [InlineData("configured", "configured")]
    public async Task Job_without_a_name_has_the_configured_one_or_a_default(string? configured, string expected)
    {
        var environment = configured is null ? Programs.NewEnvironment() : Programs.NewEnvironment(1, ("pipeline.name", configured));
        environment.FromElements(1).Discard();

        var result = await environment.ExecuteAsync().WaitAsync(Programs.Patience);

        Assert.Equal(expected, result.JobName);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Accumulators_of_all_subtasks_are_merged_also_what_they_get_in_Close(int parallelism)
    {
        var environment = Programs.NewEnvironment(parallelism);
        environment.FromSequence(1, 1000).Rebalance().Process(new Accumulating()).Discard();

        var result = await environment.FinishAsync();

        Assert.Equal(1000L, result.Accumulators["records"]);
        Assert.Equal(100L * parallelism, result.Accumulators["closed"]);
    }

    [Fact]
    public async Task Accumulator_whose_name_is_taken_fails_the_job()
    {
        var environment = Programs.NewEnvironment();
        environment.FromSequence(1, 10).Process(new Accumulating()).Name("One").Process(new Accumulating()).Name("Two").Discard();

        var failure = await environment.FailAsync();

        Assert.Contains("has an accumulator 'records' already.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Unbounded_job_that_is_cancelled_ends(int parallelism)
    {
        var environment = Programs.NewEnvironment(parallelism);
        using var running = new Gate();
        environment.Unbounded().Rebalance().Map(number => running.Announce(number)).KeyBy(number => number % 100).Reduce((a, b) => a + b).Discard();
        var job = await environment.SubmitAsync("to be cancelled");
        await running.Entered.WaitAsync(Programs.Patience);
        Assert.Equal(JobStatus.Running, await job.GetStatusAsync());

        await job.CancelAsync();
        var result = await job.GetResultAsync().WaitAsync(Programs.Patience);

        Assert.Equal(JobStatus.Canceled, result.Status);
        Assert.Null(result.Failure);
        Assert.Empty(result.Warnings);
        Assert.Equal(JobStatus.Canceled, await job.GetStatusAsync());
        await job.CancelAsync();
    }

    [Fact]
    public async Task Program_that_waits_for_a_job_that_somebody_cancels_is_told()
    {
        var environment = Programs.NewEnvironment();
        using var running = new Gate();
        using var cancellation = new CancellationTokenSource();
        environment.Unbounded().Map(number => running.Announce(number)).Discard();
        var end = environment.ExecuteAsync("job", cancellation.Token);
        await running.Entered.WaitAsync(Programs.Patience);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => end.WaitAsync(Programs.Patience));
    }

    [Fact]
    public async Task Idle_job_that_is_cancelled_ends()
    {
        var environment = Programs.NewEnvironment(2);
        using var running = new Gate();
        environment.Unbounded(recordsPerSecond: 0.5).Map(number => running.Announce(number)).Rebalance().Discard();
        var job = await environment.SubmitAsync();
        await running.Entered.WaitAsync(Programs.Patience);

        await job.CancelAsync();

        Assert.Equal(JobStatus.Canceled, (await job.GetResultAsync().WaitAsync(Programs.Patience)).Status);
    }

    [Fact]
    public async Task First_records_of_an_unbounded_stream_are_collected_and_the_job_is_cancelled()
    {
        var collected = Programs.NewEnvironment(1).Unbounded().ExecuteAndCollectAsync(limit: 10);
        var records = new List<long>();

        await foreach (var record in collected)
        {
            records.Add(record);
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(number => (long)number), records);
        Assert.Equal(JobStatus.Canceled, (await collected.Result.WaitAsync(Programs.Patience)).Status);
    }

    [Fact]
    public async Task Collecting_program_that_is_slow_holds_up_the_job_instead_of_filling_the_memory()
    {
        using var made = new Tally();
        var collected = Programs.NewEnvironment().Unbounded().Map(number => made.Add(1)).ExecuteAndCollectAsync();
        await using var records = collected.GetAsyncEnumerator();
        Assert.True(await records.MoveNextAsync().AsTask().WaitAsync(Programs.Patience));
        var job = await collected.Job;
        using var meters = new TaskMeters(job.JobId);

        await meters.ReachedAsync("accumulateBackPressuredTimeMs", "Source: Unbounded -> Map", atLeast: 20);

        Assert.InRange(made.Count, 1, 100_000);
    }

    [Fact]
    public async Task Two_jobs_at_once_do_not_disturb_each_other()
    {
        var results = await Task.WhenAll(Enumerable.Range(1, 4).Select(i => Task.Run(() =>
            Programs.NewEnvironment(2).FromSequence(1, i * 10_000).KeyBy(number => number % 10).Reduce((a, _) => a).CollectAsync())));

        Assert.Equal([10_000, 20_000, 30_000, 40_000], results.Select(records => records.Count));
    }

    [Fact]
    public async Task Default_environment_finds_the_embedded_engine()
    {
        var environment = StreamExecutionEnvironment.GetExecutionEnvironment(FlinkConfiguration.Empty.With(CoreOptions.DefaultParallelism, 2));
        environment.FromSequence(1, 5).Discard();

        Assert.Equal(5, (await environment.FinishAsync()).RecordsRead);
    }

    private sealed class Accumulating : ProcessFunction<long, long>
    {
        private LongCounter _records = null!;
        private LongCounter _closed = null!;

        public override void Open(RuntimeContext context)
        {
            _records = new LongCounter();
            _closed = new LongCounter();
            context.AddAccumulator("records", _records);
            context.AddAccumulator("closed", _closed);
        }

        public override void ProcessElement(in long record, Context context, Collector<long> output)
        {
            _records.Add(1);
            output.Collect(in record);
        }

        public override void Close() => _closed.Add(100);
    }
}
