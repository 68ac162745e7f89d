using Flink.Core.Execution;
using Flink.Core.Functions;
using Flink.Core.Records;
using Flink.Core.Sinks;
using Flink.Local.Tests.Harness;
using Flink.Streaming;
using Flink.Streaming.Functions;
using Flink.Streaming.Sinks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Flink.Local.Tests.Functions;

/// <summary>User code that throws ends the job as FAILED with job, task and cause, from wherever it is called.</summary>
public class ThrowingFunctionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Exception_names_job_task_and_cause_and_its_partial_output_is_not_visible(int parallelism)
    {
        using var folder = new TempFolder();
        var environment = Programs.NewEnvironment(parallelism);
        environment.FromSequence(1, 100_000)
            .Map(number => number == 99_999 ? throw new InvalidOperationException("99999 is too much") : number)
            .WriteAsText(folder.File("out"));

        var failure = await environment.FailAsync("throwing job");

        Assert.Matches(
            $@"ended FAILED: Job 'throwing job', task Source: Sequence Source -> Map -> Sink: .* \([12]/{parallelism}\) failed: 99999 is too much$",
            failure.Message);
        var cause = Assert.IsType<InvalidOperationException>(failure.GetBaseException());
        Assert.Contains(nameof(Exception_names_job_task_and_cause_and_its_partial_output_is_not_visible), cause.StackTrace, StringComparison.Ordinal);

        // A subtask that had finished before has committed its part; what the failed one wrote is gone.
        var left = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories);
        Assert.InRange(left.Length, 0, parallelism - 1);
        Assert.DoesNotContain(left, file => File.ReadLines(file).Contains("99998"));
    }

    [Fact]
    public async Task Exception_behind_an_exchange_ends_the_unbounded_source_too()
    {
        var environment = Programs.NewEnvironment(2);
        environment.Unbounded().KeyBy(number => number % 10)
            .Reduce((a, b) => a + b > 1_000_000 ? throw new InvalidOperationException("sum too large") : a + b).Discard();

        var failure = await environment.FailAsync();

        Assert.EndsWith("failed: sum too large", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Open")]
    [InlineData("Map")]
    [InlineData("Close")]
    public async Task Exception_of_each_call_of_a_rich_function_fails_the_job(string call)
    {
        var environment = Programs.NewEnvironment();
        environment.FromSequence(1, 10).Map(new ThrowingMap(call)).Discard();

        var failure = await environment.FailAsync();

        Assert.EndsWith($"failed: thrown in {call}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exception_in_Close_does_not_hide_the_one_before_it_and_is_logged()
    {
        using var log = new FakeLoggerProvider();
        using var loggers = new LoggerFactory([log]);
        var environment = new StreamExecutionEnvironment(Core.Configuration.FlinkConfiguration.Empty, new EmbeddedExecutor(loggers));
        environment.FromSequence(1, 10).SetParallelism(1).Map(new ThrowingMap("Map", "Close")).SetParallelism(1).Discard().SetParallelism(1);

        var failure = await environment.FailAsync();

        Assert.EndsWith("failed: thrown in Map", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Closing task Source: Sequence Source -> Map -> Sink: Discarding (1/1), which was ending anyway, threw.", log.Collector.GetSnapshot().Where(static record => record.Level >= LogLevel.Warning).Select(static record => record.Message));
    }

    [Fact]
    public async Task Every_function_is_closed_when_one_throws()
    {
        var environment = Programs.NewEnvironment();
        var witness = new CloseWitness();
        environment.FromSequence(1, 10).Process(witness).Process(new ThrowingProcess("ProcessElement")).Process(witness).Discard();

        await environment.FailAsync();

        Assert.Equal(2, witness.Closed);
    }

    [Theory]
    [InlineData("CreateWriter")]
    [InlineData("Write")]
    [InlineData("Flush")]
    [InlineData("Dispose")]
    public async Task Exception_of_each_call_of_a_sink_fails_the_job(string call)
    {
        var environment = Programs.NewEnvironment();
        environment.FromSequence(1, 10).SinkTo(new ThrowingSink(call));

        var failure = await environment.FailAsync();

        Assert.EndsWith($"failed: thrown in {call}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exception_of_a_function_that_runs_when_the_input_has_ended_fails_the_job()
    {
        var environment = Programs.NewEnvironment();
        environment.FromSequence(1, 10).FullWindowPartition()
            .MapPartition<long>((records, _) => throw new InvalidOperationException($"{records.Count} records are too few")).Discard();

        var failure = await environment.FailAsync();

        Assert.EndsWith("failed: 10 records are too few", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Null_key_fails_the_job_with_the_stream_and_what_to_do(int parallelism)
    {
        var environment = Programs.NewEnvironment(parallelism);
        environment.FromElements("a", "", "b").Map(word => word.Length == 0 ? null! : word).Name("Words").KeyBy(word => word).Reduce((a, _) => a).Discard();

        var failure = await environment.FailAsync();

        Assert.Matches(
            @"The key selector of '(Words|.*Keyed Reduce.*)' gave null for a record of type System\.String\. "
            + @"Every record needs a key: filter such records out before KeyBy, or give them a key of their own\.$",
            failure.Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public async Task Partitioner_that_chooses_a_subtask_that_is_not_there_fails_the_job(int chosen)
    {
        var environment = Programs.NewEnvironment(3);
        environment.FromElements(1, 2, 3).Name("Numbers").PartitionCustom((_, _) => chosen, number => number).Discard();

        var failure = await environment.FailAsync();

        Assert.Matches(
            $@"The partitioner .* of 'Source: Numbers' chose subtask {chosen}; there are 3, numbered from 0\.$", failure.Message);
    }

    [Fact]
    public async Task Failure_of_a_job_whose_result_is_collected_is_thrown_where_the_records_are_awaited()
    {
        var environment = Programs.NewEnvironment();
        var stream = environment.Unbounded().Map(number => number == 5000 ? throw new InvalidOperationException("no more") : number);
        var seen = new List<long>();

        var failure = await Assert.ThrowsAsync<JobExecutionException>(async () =>
        {
            await foreach (var record in stream.ExecuteAndCollectAsync(jobName: "collecting"))
            {
                seen.Add(record);
            }
        }).WaitAsync(Programs.Patience);

        Assert.EndsWith("failed: no more", failure.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, seen.Count).Select(i => (long)i), seen);
    }

    private sealed class ThrowingMap(params string[] calls) : IMapFunction<long, long>, IRichFunction
    {
        public void Open(RuntimeContext context) => ThrowIn("Open");

        public long Map(in long record)
        {
            ThrowIn("Map");
            return record;
        }

        public void Close() => ThrowIn("Close");

        private void ThrowIn(string call)
        {
            if (calls.Contains(call))
            {
                throw new InvalidOperationException($"thrown in {call}");
            }
        }
    }

    private sealed class ThrowingProcess(string call) : ProcessFunction<long, long>
    {
        public override void ProcessElement(in long record, Context context, Collector<long> output) =>
            throw new InvalidOperationException($"thrown in {call}");
    }

    private sealed class CloseWitness : ProcessFunction<long, long>
    {
        private readonly Tally _closed = new();

        public long Closed => _closed.Count;

        public override void ProcessElement(in long record, Context context, Collector<long> output) => output.Collect(in record);

        public override void Close() => _closed.Add(1);
    }

    private sealed class ThrowingSink(string call) : Sink<long>
    {
        public override SinkWriter<long> CreateWriter(RuntimeContext context) =>
            call == nameof(CreateWriter) ? throw new InvalidOperationException("thrown in CreateWriter") : new Writer(call);

        private sealed class Writer(string call) : SinkWriter<long>
        {
            public override void Write(Batch<long> batch) => ThrowIn(nameof(Write));

            public override void Flush(bool endOfInput) => ThrowIn(nameof(Flush));

            public override void Dispose()
            {
                base.Dispose();
                ThrowIn(nameof(Dispose));
            }

            private void ThrowIn(string here)
            {
                if (call == here)
                {
                    throw new InvalidOperationException($"thrown in {call}");
                }
            }
        }
    }
}
