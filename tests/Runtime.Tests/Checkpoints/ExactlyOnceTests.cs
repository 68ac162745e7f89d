using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.JobManager;
using Flink.Runtime.JobManager.Failover;
using Flink.Runtime.Tests.Jobs;
using Flink.Streaming;
using Flink.Streaming.Sources;

namespace Flink.Runtime.Tests.Checkpoints;

/// <summary>Whole jobs that fail wherever they can, under a seed: each record counts once in the state and is committed once.</summary>
public sealed class ExactlyOnceTests : IDisposable
{
    private const int Keys = 7;
    private const int First = 60_000;
    private const int Second = 30_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flink-checkpoints-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Job_that_fails_anywhere_gives_what_one_that_never_fails_gives(bool toFolder)
    {
        var thrown = new HashSet<string>();
        for (var seed = 0; seed < (toFolder ? 15 : 40); seed++)
        {
            var run = $"{nameof(Job_that_fails_anywhere_gives_what_one_that_never_fails_gives)}-{toFolder}-{seed}";
            var faults = Faults.Begin(run, seed, most: 8);
            var ledger = Ledger.Begin(run);
            var result = Run(Job(run, 1 + (seed % 3)), seed, Settings(toFolder), until: null)!;

            Assert.True(result.Status == JobStatus.Finished, $"seed {seed}: {result.Status} {result.Failure}");
            AssertOnce(ledger, seed);
            thrown.UnionWith(faults.Thrown);
        }

        // A test of failures that never fail shows nothing; the fewer runs to a folder need not meet every one.
        string[] places = ["after commit", "async write", "before commit", "map", "open", "restore", "snapshot", "source", "write"];
        Assert.True(toFolder ? thrown.Count >= 6 : thrown.SetEquals(places), string.Join(", ", thrown));
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public void Job_is_rescaled_from_its_folder_again_and_again_while_it_fails()
    {
        var rescaled = 0;
        for (var seed = 0; seed < 12; seed++)
        {
            var run = $"{nameof(Job_is_rescaled_from_its_folder_again_and_again_while_it_fails)}-{seed}";
            Faults.Begin(run, seed, most: 6);
            var ledger = Ledger.Begin(run);
            string? path = null;
            foreach (var (parallelism, checkpoints) in ((int, int)[])[(2, 3), (3, 3), (1, int.MaxValue)])
            {
                var settings = Settings(toFolder: true);
                settings = settings with
                {
                    Checkpoints = settings.Checkpoints with { RecoveryPath = path, Retention = ExternalizedCheckpointRetention.RetainOnCancellation },
                };
                var job = Job(run, parallelism);
                var result = Run(job, seed, settings, until: master => master.Checkpoints.Completed >= checkpoints);
                Assert.True(result?.Status is JobStatus.Canceled or JobStatus.Finished, $"seed {seed}: {result?.Failure}");
                path = Newest(job.Id) ?? path;
                if (result?.Status is JobStatus.Finished)
                {
                    break;
                }
            }

            AssertOnce(ledger, seed);
            rescaled += path is null ? 0 : 1;
        }

        Assert.InRange(rescaled, 5, 12);
    }

    [Fact]
    public void Without_alignment_no_record_is_lost_but_some_count_twice()
    {
        var repeated = 0;
        for (var seed = 0; seed < 12; seed++)
        {
            var run = $"{nameof(Without_alignment_no_record_is_lost_but_some_count_twice)}-{seed}";
            Faults.Begin(run, seed, most: 5);
            var ledger = Ledger.Begin(run);
            var settings = Settings(toFolder: false);
            settings = settings with { Checkpoints = settings.Checkpoints with { Mode = CheckpointingMode.AtLeastOnce } };
            var result = Run(Job(run, 2), seed, settings, until: null)!;

            Assert.True(result.Status == JobStatus.Finished, $"seed {seed}: {result.Failure}");
            var highest = ledger.Records.GroupBy(record => record % Keys).ToDictionary(group => group.Key, group => group.Max() / Keys);
            Assert.All(Expected(), pair => Assert.True(highest[pair.Key] >= pair.Value, $"seed {seed}, key {pair.Key}"));
            repeated += ledger.Records.Count() > First + Second ? 1 : 0;
        }

        // It also shows that the tests above would notice.
        Assert.NotEqual(0, repeated);
    }

    // Each key's rolling count is committed as 1, 2, 3, ... once each: a record lost or counted twice leaves a gap or a repetition.
    private static void AssertOnce(Ledger ledger, int seed)
    {
        var byKey = ledger.Records.ToLookup(record => record % Keys, record => record / Keys);
        foreach (var (key, count) in Expected())
        {
            var counts = byKey[key].Order().ToList();
            Assert.True(
                counts.Count == count && counts.Index().All(pair => pair.Item == pair.Index + 1),
                $"seed {seed}: key {key} has {counts.Count} counts up to {(counts.Count > 0 ? counts[^1] : 0)}, {count} were expected");
        }
    }

    private static Dictionary<long, long> Expected() =>
        Enumerable.Range(1, First).Concat(Enumerable.Range(1, Second)).GroupBy(number => (long)(number % Keys)).ToDictionary(group => group.Key, group => group.LongCount());

    // Two sources of unequal length, so that one has finished while the other runs, on ways of unequal length, so that barriers arrive apart.
    private static JobGraph Job(string run, int parallelism)
    {
        var environment = new StreamExecutionEnvironment(FlinkConfiguration.Empty).SetParallelism(parallelism);
        var first = environment.FromSource(new SequenceSource(1, First), "first").Uid("first")
            .Map(number => Failing(run, "source", number)).Uid("failing-first");
        var second = environment.FromSource(new SequenceSource(1, Second), "second").Uid("second")
            .Rebalance().Map(number => number).Uid("second-way")
            .Rebalance().Map(number => number).Uid("second-map");
        first.Union(second)
            .Map(number => new Count(number % Keys, 1)).Uid("count")
            .KeyBy(count => count.Key)
            .Reduce((a, b) => new Count(a.Key, a.Value + b.Value)).Uid("reduce")
            .Map(count => Failing(run, "map", (count.Value * Keys) + count.Key)).Uid("encode")
            .Rebalance()
            .SinkTo(Ledger.Sink(run)).Uid("ledger");
        return environment.GetJobGraph("exactly once");
    }

    private static long Failing(string run, string place, long number)
    {
        Faults.May(run, place, 0.00003);
        return number;
    }

    private JobMasterSettings Settings(bool toFolder) => new()
    {
        Restart = new FixedDelayRestart(1000, TimeSpan.FromMilliseconds(5)),
        Checkpoints = new CheckpointSettings
        {
            Interval = TimeSpan.FromMilliseconds(6),
            TolerableFailures = 2,
            Timeout = TimeSpan.FromMilliseconds(300),
            Directory = toFolder ? FilePath.OfLocal(_folder.FullName) : null,
            InlineThreshold = 2000,
        },
    };

    private string? Newest(JobId job)
    {
        var folder = new DirectoryInfo(Path.Combine(_folder.FullName, job.ToString()));
        return !folder.Exists ? null : folder.GetDirectories("chk-*")
            .Where(chk => File.Exists(Path.Combine(chk.FullName, "_metadata")))
            .OrderByDescending(chk => long.Parse(chk.Name["chk-".Length..]))
            .FirstOrDefault()?.FullName;
    }

    private static JobResult? Run(JobGraph job, int seed, JobMasterSettings settings, Func<JobMaster, bool>? until)
    {
        var random = new Random(seed);
        var io = new ShuffledIo(random);
        var cluster = new SteppedCluster(io: io);
        var master = cluster.Submit(job, settings: settings with { Io = io });
        var isCanceled = false;
        for (var steps = 0; !master.Result.IsCompleted; steps++)
        {
            Assert.True(steps < 2_000_000, $"seed {seed}: the job is {master.Status} and does not end");
            if (!isCanceled && until?.Invoke(master) == true)
            {
                isCanceled = true;
                _ = master.CancelAsync();
            }

            var isReady = cluster.Scheduler.Step();
            if (random.Next(4) == 0)
            {
                isReady |= io.RunOne();
            }

            if (!isReady && random.Next(3) > 0 && io.RunOne())
            {
                continue;
            }

            if (!isReady || random.Next(6) == 0)
            {
                cluster.Clock.Advance(TimeSpan.FromMilliseconds(1 + random.Next(4)));
            }
        }

        while (io.RunOne())
        {
        }

        return master.Result.Result;
    }

    public readonly record struct Count(long Key, long Value);
}
