using Flink.Core;
using Flink.Core.Execution;
using Flink.Local.Tests.Harness;
using Flink.Streaming;
using Flink.Streaming.Sources;

namespace Flink.Local.Tests.Checkpoints;

/// <summary>Jobs that fail and start again, on real threads and a real folder.</summary>
public class RestartTests
{
    private const int Keys = 10;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Job_whose_function_throws_once_continues_from_its_last_checkpoint_and_its_result_is_exact(int parallelism)
    {
        using var folder = new TempFolder();
        var run = $"{nameof(Job_whose_function_throws_once_continues_from_its_last_checkpoint_and_its_result_is_exact)}-{parallelism}";
        const int Records = 40_000;
        var environment = Environment(parallelism, folder, ("restart-strategy.type", "fixed-delay"), ("restart-strategy.fixed-delay.attempts", "3"));
        Count(Numbers(environment, Records, 40_000 / parallelism).Map(number => number == 30_000 && Attempts.Count(run) < 2
            ? throw new InvalidOperationException($"thrown at {number}")
            : number)).WriteAsText(folder.File("out"));

        var result = await environment.FinishAsync();

        Assert.Equal(2, result.Restarts);
        Assert.Contains("thrown at 30000", result.LastRestartCause!.Message, StringComparison.Ordinal);
        Assert.InRange(result.RecordsRead, 1, Records - 1);
        AssertOnce(folder.File("out"), Records);
        Assert.Empty(Directory.GetFileSystemEntries(folder.File("checkpoints")));
        Assert.DoesNotContain(Directory.GetFiles(folder.File("out")), file => Path.GetFileName(file).StartsWith('.'));
    }

    [Fact]
    public async Task Text_and_gzip_files_are_read_on_where_the_checkpoint_left_them()
    {
        using var folder = new TempFolder();
        const string Run = nameof(Text_and_gzip_files_are_read_on_where_the_checkpoint_left_them);
        Directory.CreateDirectory(folder.File("in"));
        var lines = Enumerable.Range(1, 60_000).Select(number => $"line {number}").ToArray();
        File.WriteAllLines(folder.File("in/a.txt"), lines);
        using (var writer = new StreamWriter(new System.IO.Compression.GZipStream(File.Create(folder.File("in/b.txt.gz")), System.IO.Compression.CompressionLevel.Fastest)))
        {
            Array.ForEach(lines, line => writer.Write($"gz {line}\n"));
        }

        var environment = Environment(2, folder, ("restart-strategy.type", "fixed-delay"), ("restart-strategy.fixed-delay.attempts", "5"), ("execution.checkpointing.interval", "5 ms"));
        environment.ReadTextFileAsString(folder.File("in"))
            .Map(line => line.EndsWith(" 45000", StringComparison.Ordinal) && Attempts.Count(Run) < 3 ? throw new InvalidOperationException("thrown") : line)
            .Rebalance().WriteAsText(folder.File("out"));

        var result = await environment.FinishAsync();

        Assert.InRange(result.Restarts, 1, 3);
        Assert.Equal(lines.Concat(lines.Select(line => $"gz {line}")).Order(StringComparer.Ordinal), Lines(folder.File("out")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Job_without_restart_strategy_fails_at_once_and_leaves_no_checkpoint()
    {
        using var folder = new TempFolder();
        var environment = Environment(1, folder, ("restart-strategy.type", "none"));
        environment.FromSequence(1, 1000).Map(number => number == 999 ? throw new InvalidOperationException("thrown") : number).Discard();

        var failure = await environment.FailAsync();

        Assert.Equal(0, failure.Result.Restarts);
        Assert.Empty(Directory.Exists(folder.File("checkpoints")) ? Directory.GetFileSystemEntries(folder.File("checkpoints")) : []);
    }

    [Fact]
    public async Task Failure_that_no_restart_cures_fails_the_job_at_once()
    {
        using var folder = new TempFolder();
        var environment = Environment(1, folder);
        environment.FromSequence(1, 1000)
            .Map(number => number == 999 ? throw new InvalidOperationException("outer", new SuppressRestartsException("bad data")) : number).Discard();

        var failure = await environment.FailAsync();

        Assert.Equal(0, failure.Result.Restarts);
        Assert.Equal("bad data", failure.GetBaseException().Message);
    }

    [Fact]
    public async Task Restarts_come_to_an_end_and_the_result_tells_their_number()
    {
        using var folder = new TempFolder();
        var environment = Environment(1, folder, ("restart-strategy.type", "fixed-delay"), ("restart-strategy.fixed-delay.attempts", "2"));
        environment.FromSequence(1, 1000).Map(number => number == 999 ? throw new InvalidOperationException("always") : number).Discard();

        var failure = await environment.FailAsync();

        Assert.Equal(2, failure.Result.Restarts);
        Assert.EndsWith("failed: always", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_that_waits_for_its_restart_can_be_cancelled()
    {
        using var folder = new TempFolder();
        var environment = Environment(1, folder, ("restart-strategy.type", "fixed-delay"), ("restart-strategy.fixed-delay.attempts", "9"), ("restart-strategy.fixed-delay.delay", "1 h"));
        environment.FromSequence(1, 1000).Map(number => number == 999 ? throw new InvalidOperationException("thrown") : number).Discard();
        var client = await environment.SubmitAsync();
        using var deadline = new CancellationTokenSource(Programs.Patience);
        while (await client.GetStatusAsync(deadline.Token) != JobStatus.Restarting)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        await client.CancelAsync();

        Assert.Equal(JobStatus.Canceled, (await client.GetResultAsync().WaitAsync(Programs.Patience)).Status);
    }

    [Fact]
    public async Task Retained_checkpoint_of_a_cancelled_job_starts_another_with_another_parallelism()
    {
        using var folder = new TempFolder();
        const int Records = 30_000;
        var first = Environment(2, folder, ("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION"));
        Count(Numbers(first, Records, 15_000)).WriteAsText(folder.File("out"));
        var job = await first.SubmitAsync();
        await CheckpointAsync(folder, atLeast: 3);
        await job.CancelAsync();
        await job.GetResultAsync().WaitAsync(Programs.Patience);
        var path = Newest(folder)!;

        var second = Environment(3, folder, ("execution.state-recovery.path", path));
        Count(Numbers(second, Records, 15_000)).WriteAsText(folder.File("out"));
        var result = await second.FinishAsync();

        Assert.InRange(result.RecordsRead, 1, Records - 1);
        AssertOnce(folder.File("out"), Records);
        Assert.True(Directory.Exists(path), "a checkpoint that a job starts from belongs to its user");
    }

    [Fact]
    public async Task State_of_an_operator_that_is_gone_is_refused_with_its_name_unless_it_may_be_dropped()
    {
        using var folder = new TempFolder();
        var first = Environment(1, folder, ("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION"));
        Count(first.Unbounded(10_000).Uid("numbers")).Discard();
        var job = await first.SubmitAsync();
        await CheckpointAsync(folder, atLeast: 1);
        await job.CancelAsync();
        await job.GetResultAsync().WaitAsync(Programs.Patience);
        var path = Newest(folder)!;

        var second = Environment(1, folder, ("execution.state-recovery.path", path));
        second.Unbounded(10_000).Uid("numbers").Discard();
        var failure = await second.FailAsync();
        Assert.Matches("has state of '.*Reduce.*' \\([0-9a-f]{32}\\), which job 'test job' does not have", failure.Message);
        Assert.Contains("execution.state-recovery.ignore-unclaimed-state", failure.Message, StringComparison.Ordinal);

        var other = Environment(1, folder, ("execution.state-recovery.path", path)).SetMaxParallelism(64);
        Count(other.Unbounded(10_000).Uid("numbers")).Discard();
        Assert.Contains("SetMaxParallelism(128)", (await other.FailAsync()).Message, StringComparison.Ordinal);

        var third = Environment(1, folder, ("execution.state-recovery.path", path), ("execution.state-recovery.ignore-unclaimed-state", "true"));
        third.Unbounded(10_000).Uid("numbers").Discard();
        var running = await third.SubmitAsync();
        await running.CancelAsync();
        Assert.Equal(JobStatus.Canceled, (await running.GetResultAsync().WaitAsync(Programs.Patience)).Status);
    }

    [Fact]
    public async Task Path_without_a_checkpoint_is_refused_with_what_is_there()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("job/chk-4"));
        var environment = Environment(1, folder, ("execution.state-recovery.path", folder.File("job/chk-4")));
        environment.FromSequence(1, 10).Discard();

        var failure = await environment.FailAsync();

        Assert.Contains("it has no '_metadata'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collected_results_that_the_program_has_are_not_given_twice()
    {
        using var folder = new TempFolder();
        var environment = Environment(1, folder);
        var stream = environment.FromSequence(1, 100_000).Map(number => number == 99_999 ? throw new InvalidOperationException("thrown") : number);

        var failure = await Assert.ThrowsAsync<JobExecutionException>(() => stream.CollectAsync());

        Assert.Contains("would give some of them twice", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("execution.checkpointing.unaligned.enabled", "true")]
    [InlineData("execution.checkpointing.incremental", "true")]
    [InlineData("execution.state-recovery.claim-mode", "CLAIM")]
    public async Task Option_that_is_not_there_yet_is_refused(string key, string value)
    {
        using var folder = new TempFolder();
        var environment = Environment(1, folder, (key, value));
        environment.FromSequence(1, 10).Discard();

        var failure = await Assert.ThrowsAsync<FlinkException>(() => environment.SubmitAsync());

        Assert.Contains($"not there yet. Remove '{key}'", failure.Message, StringComparison.Ordinal);
    }

    private static StreamExecutionEnvironment Environment(int parallelism, TempFolder folder, params (string, string)[] configuration) =>
        Programs.NewEnvironment(
            parallelism,
            [
                ("execution.checkpointing.interval", "20 ms"),
                ("execution.checkpointing.dir", folder.File("checkpoints")),
                ("restart-strategy.fixed-delay.delay", "1 ms"),
                ("restart-strategy.exponential-delay.initial-backoff", "1 ms"),
                .. configuration,
            ]);

    private static OperatorStream<long> Numbers(StreamExecutionEnvironment environment, long count, double recordsPerSecond) =>
        environment.FromSource(
            new GeneratorSource<long>(index => index, new GeneratorOptions<long> { Count = count, RecordsPerSecond = recordsPerSecond }), "Numbers");

    private static DataStream<(long, long)> Count(DataStream<long> numbers) =>
        numbers.Map(number => (Key: number % Keys, Count: 1L)).KeyBy(pair => pair.Key).Reduce((a, b) => (a.Key, a.Count + b.Count)).Uid("counts");

    // Every key's counts are written as 1, 2, 3, ... once each.
    private static void AssertOnce(string folder, int records)
    {
        var counts = Lines(folder).Select(line => line.Trim('(', ')').Split(", ")).ToLookup(parts => parts[0], parts => int.Parse(parts[1]));
        Assert.Equal(Keys, counts.Count);
        Assert.All(counts, key => Assert.Equal(Enumerable.Range(1, records / Keys), key.Order()));
    }

    private static IEnumerable<string> Lines(string folder) => Directory.GetFiles(folder, "part-*").SelectMany(File.ReadLines);

    private static string? Newest(TempFolder folder) =>
        !Directory.Exists(folder.File("checkpoints")) ? null : Directory.GetFiles(folder.File("checkpoints"), "_metadata", SearchOption.AllDirectories)
            .Select(file => Path.GetDirectoryName(file)!)
            .OrderByDescending(chk => int.Parse(Path.GetFileName(chk)["chk-".Length..]))
            .FirstOrDefault();

    private static async Task CheckpointAsync(TempFolder folder, int atLeast)
    {
        using var deadline = new CancellationTokenSource(Programs.Patience);
        while (true)
        {
            try
            {
                if (Newest(folder) is { } path && int.Parse(Path.GetFileName(path)["chk-".Length..]) >= atLeast)
                {
                    return;
                }
            }
            catch (DirectoryNotFoundException)
            {
                // Removed between two looks.
            }

            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
