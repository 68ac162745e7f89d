using System.Diagnostics;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.FileSystems;
using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.Records;
using Flink.Core.Sinks;
using Flink.Core.State;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.JobManager;
using Flink.Runtime.Metrics;
using Flink.Runtime.Tests.Jobs;
using Flink.Streaming;
using Flink.Streaming.Functions;
using Flink.Streaming.Sources;

namespace Flink.Runtime.Tests.Checkpoints;

/// <summary>When checkpoints begin, end and count, with the test's clock and the test's disk.</summary>
public sealed class CheckpointCoordinatorTests : IDisposable
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(1);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flink-coordinator-");
    private readonly ShuffledIo _io = new(new Random(3));
    private readonly SteppedCluster _cluster;

    public CheckpointCoordinatorTests() => _cluster = new SteppedCluster(io: _io);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Checkpoints_begin_an_interval_apart_and_only_the_newest_are_kept()
    {
        var master = Run(new CheckpointSettings { Interval = Ms(100), Retained = 2, Directory = FilePath.OfLocal(_folder.FullName) });

        for (var number = 1; number <= 4; number++)
        {
            Pass(Ms(99));
            Assert.Equal(number - 1, master.Checkpoints.Completed);
            Pass(Ms(1));
            Assert.Equal(number, master.Checkpoints.Completed);
        }

        Assert.Equal(["chk-3", "chk-4"], Checkpoints(master));
        Assert.InRange(master.Checkpoints.LastSize, 1, 10_000);
        Assert.Equal(0, master.Checkpoints.InProgress);
    }

    [Theory]
    [InlineData(ExternalizedCheckpointRetention.NoExternalizedCheckpoints, false)]
    [InlineData(ExternalizedCheckpointRetention.DeleteOnCancellation, false)]
    [InlineData(ExternalizedCheckpointRetention.RetainOnCancellation, true)]
    public void Checkpoint_of_a_cancelled_job_stays_where_it_is_asked_for(ExternalizedCheckpointRetention retention, bool stays)
    {
        var master = Run(new CheckpointSettings { Interval = Ms(100), Retention = retention, Directory = FilePath.OfLocal(_folder.FullName) });
        Pass(Ms(100));
        _ = master.CancelAsync();
        Pass(Ms(1));

        Assert.Equal(JobStatus.Canceled, EndOf(master).Status);
        Assert.Equal(stays ? ["chk-1"] : [], Checkpoints(master));
    }

    [Fact]
    public void Slow_checkpoint_holds_up_the_next_one_and_the_pause_follows_its_end()
    {
        var master = Run(new CheckpointSettings { Interval = Ms(100), MinPause = Ms(70) });
        _cluster.Clock.Advance(Ms(100));
        _cluster.Scheduler.RunUntilIdle(1000);
        Assert.Equal(1, master.Checkpoints.InProgress);
        _cluster.Clock.Advance(Ms(250));
        _cluster.Scheduler.RunUntilIdle(1000);
        Assert.Equal((1, 0), (master.Checkpoints.InProgress, master.Checkpoints.Completed));

        Pass(TimeSpan.Zero);
        Assert.Equal((0, 1), (master.Checkpoints.InProgress, master.Checkpoints.Completed));
        Pass(Ms(69));
        Assert.Equal(1, master.Checkpoints.Completed);
        Pass(Ms(1));
        Assert.Equal(2, master.Checkpoints.Completed);
    }

    [Fact]
    public void Checkpoint_that_takes_too_long_is_given_up_and_its_late_files_are_removed()
    {
        var master = Run(new CheckpointSettings { Interval = Ms(1000), Timeout = Ms(50), TolerableFailures = 1, InlineThreshold = 0, Directory = FilePath.OfLocal(_folder.FullName) });
        _cluster.Clock.Advance(Ms(1000));
        _cluster.Scheduler.RunUntilIdle(1000);
        _cluster.Clock.Advance(Ms(50));
        _cluster.Scheduler.RunUntilIdle(1000);
        Assert.Equal((0, 1), (master.Checkpoints.InProgress, master.Checkpoints.Failed));

        Pass(Ms(1));

        Assert.Equal(JobStatus.Running, master.Status);
        Assert.Empty(Checkpoints(master));
    }

    [Fact]
    public void Tasks_that_cannot_write_decline_and_the_job_goes_on_until_that_happens_too_often()
    {
        // A file where the folder of the job's checkpoints is: every write fails, as on a full disk.
        var master = Run(new CheckpointSettings { Interval = Ms(100), TolerableFailures = 2, InlineThreshold = 0, Directory = FilePath.OfLocal(_folder.FullName) });
        _folder.GetDirectories().Single().Delete();
        File.WriteAllText(Path.Combine(_folder.FullName, master.Job.Id.ToString()), "in the way");

        Pass(Ms(200));
        Assert.Equal((JobStatus.Running, 2), (master.Status, master.Checkpoints.Failed));
        Pass(Ms(100));

        Assert.Equal(JobStatus.Failed, EndOf(master).Status);
        Assert.Contains("is a file, not a folder", EndOf(master).Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("failed checkpoint 3 in a row, and 2 are tolerated", EndOf(master).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_that_cannot_be_made_fails_the_job_before_it_runs()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "file"), "in the way");
        var master = Run(new CheckpointSettings { Interval = Ms(100), Directory = FilePath.OfLocal(Path.Combine(_folder.FullName, "file")) });

        Assert.Contains("is a file, not a folder", EndOf(master).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Last_results_are_committed_at_once_and_not_after_an_interval()
    {
        var committed = new List<long>();
        var begin = _cluster.Clock.GetUtcNow();
        var master = Run(new CheckpointSettings { Interval = TimeSpan.FromHours(1) }, Bounded(committed));
        Pass(Ms(10));

        Assert.Equal(JobStatus.Finished, EndOf(master).Status);
        Assert.Equal(1, master.Checkpoints.Completed);
        Assert.Equal(5000, committed.Count);
        Assert.True(_cluster.Clock.GetUtcNow() - begin < TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Checkpoint_of_finished_tasks_restores_a_job_that_emits_nothing_again()
    {
        var committed = new List<long>();
        var folder = FilePath.OfLocal(_folder.FullName);
        var first = Run(new CheckpointSettings { Interval = Ms(100), Directory = folder, Retention = ExternalizedCheckpointRetention.RetainOnCancellation }, Bounded(committed, endless: true));
        Pass(Ms(300));
        _ = first.CancelAsync();
        Pass(Ms(1));
        var path = Path.Combine(_folder.FullName, first.Job.Id.ToString(), Checkpoints(first).Last());
        Assert.Equal(5000, committed.Count);
        var finished = CheckpointFolder.Read(path, new FileSystemRegistry()).Operators.Values.Where(state => state.IsFinished).Select(state => state.Name);
        Assert.Equal(["Sink: Committing", "Source: Bounded"], finished.Order(StringComparer.Ordinal));

        var second = Run(new CheckpointSettings { Interval = Ms(100), RecoveryPath = path }, Bounded(committed, endless: true));
        Pass(Ms(300));

        Assert.Equal(JobStatus.Running, second.Status);
        Assert.InRange(second.Checkpoints.Completed, 1, 10);
        Assert.Equal(5000, committed.Count);
    }

    [Fact]
    public void Checkpoint_that_would_lack_union_elements_of_a_finished_subtask_is_refused()
    {
        var environment = new StreamExecutionEnvironment(FlinkConfiguration.Empty).SetParallelism(2);
        var uneven = new GeneratorOptions<long> { Count = 3, RecordsPerSecond = 1 };
        environment.FromSource(new GeneratorSource<long>(index => index, uneven), "Uneven").Process(new Uniting()).Name("Uniting").Discard();

        var master = Run(new CheckpointSettings { Interval = Ms(100) }, environment.GetJobGraph("union"));
        Pass(Ms(3000));

        var failure = EndOf(master).Failure!.Message;
        Assert.Contains("'Uniting' cannot be restored from it: its union list would lack the elements of subtasks that have finished", failure, StringComparison.Ordinal);
        Assert.Equal(0, EndOf(master).Restarts);
    }

    [Fact]
    public void Checkpoint_is_a_span_with_its_end()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RuntimeActivities.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (spans)
                {
                    spans.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var master = Run(new CheckpointSettings { Interval = Ms(100) });
        Pass(Ms(100));

        lock (spans)
        {
            var span = Assert.Single(spans, span => span.OperationName == RuntimeActivities.Checkpoint && Equals(span.GetTagItem("job_id"), master.Job.Id.ToString()));
            Assert.Equal((1L, "COMPLETED"), (span.GetTagItem("checkpoint_id"), span.GetTagItem("status")));
        }
    }

    private static JobResult EndOf(JobMaster master)
    {
        Assert.True(master.Result.IsCompletedSuccessfully, $"The job is {master.Status}.");
        return master.Result.GetAwaiter().GetResult();
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private JobMaster Run(CheckpointSettings settings, JobGraph? job = null)
    {
        var master = _cluster.Submit(job ?? Endless(), settings: new JobMasterSettings { Checkpoints = settings, Io = _io });
        Settle();
        return master;
    }

    // Time passes in small steps, and the disk is quick.
    private void Pass(TimeSpan time)
    {
        Settle();
        for (var passed = TimeSpan.Zero; passed < time; passed += _tick)
        {
            _cluster.Clock.Advance(_tick);
            Settle();
        }
    }

    private void Settle()
    {
        // The endless source waits for time between its records, so that the cluster comes to rest.
        do
        {
            Assert.InRange(_cluster.Scheduler.RunUntilIdle(100_000), 0, 99_999);
        }
        while (_io.RunOne());
    }

    private IEnumerable<string> Checkpoints(JobMaster master)
    {
        var folder = new DirectoryInfo(Path.Combine(_folder.FullName, master.Job.Id.ToString()));
        return folder.Exists ? folder.GetDirectories().Select(chk => chk.Name).Order(StringComparer.Ordinal) : [];
    }

    private static JobGraph Endless()
    {
        var environment = new StreamExecutionEnvironment(FlinkConfiguration.Empty).SetParallelism(1);
        Rest(environment).KeyBy(number => number % 3).Reduce((a, b) => a + b).Discard();
        return environment.GetJobGraph("endless");
    }

    private static OperatorStream<long> Rest(StreamExecutionEnvironment environment) => environment.FromSource(
        new GeneratorSource<long>(index => index, new GeneratorOptions<long> { RecordsPerSecond = 1000 }), "Endless");

    private static JobGraph Bounded(List<long> committed, bool endless = false)
    {
        var environment = new StreamExecutionEnvironment(FlinkConfiguration.Empty).SetParallelism(1);
        environment.FromSource(new SequenceSource(1, 5000), "Bounded").Rebalance().SinkTo(new Committing(committed)).Name("Committing");
        if (endless)
        {
            Rest(environment).Discard();
        }

        return environment.GetJobGraph("bounded");
    }

    private sealed class Uniting : ProcessFunction<long, long>, ICheckpointedFunction
    {
        private IListState<long>? _seen;

        public void InitializeState(IFunctionInitializationContext context) =>
            _seen = context.OperatorStateStore.GetUnionListState(new ListStateDescriptor<long>("seen"));

        public void SnapshotState()
        {
        }

        public override void ProcessElement(in long record, Context context, Collector<long> output) => _seen!.Add(record);
    }

    private sealed class Committing(List<long> committed) : Sink<long>
    {
        public override SinkWriter<long> CreateWriter(RuntimeContext context) => new Writer(committed);

        private sealed class Writer(List<long> committed) : SinkWriter<long>
        {
            private readonly List<long> _open = [];
            private long _preparedAt;

            public override bool AwaitsCommit => _open.Count > 0;

            public override void Write(Batch<long> batch) => _open.AddRange(batch.Records);

            public override void Snapshot(StateWriter state) => _preparedAt = state.CheckpointId;

            public override void Commit(long checkpointId)
            {
                Assert.Equal(_preparedAt, checkpointId);
                committed.AddRange(_open);
                _open.Clear();
            }
        }
    }
}
