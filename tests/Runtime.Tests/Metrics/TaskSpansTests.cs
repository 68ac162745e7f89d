using System.Diagnostics;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.JobManager;
using Flink.Runtime.Metrics;
using Flink.Runtime.Tests.Jobs;
using Flink.Streaming;
using Flink.Streaming.Sources;

namespace Flink.Runtime.Tests.Metrics;

public sealed class TaskSpansTests : IDisposable
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(1);
    private readonly SteppedCluster _cluster = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flink-spans-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Start_of_a_task_and_its_part_in_each_checkpoint_are_spans_of_their_own()
    {
        var job = Job();
        using var spans = SpansOf(job);

        var master = Submit(job, new CheckpointSettings { Interval = TimeSpan.FromMilliseconds(100) });
        _cluster.RunUntil(() => master.Checkpoints.Completed == 2, _tick);

        Assert.Equal([("Endless", 0), ("Sum", 0), ("Sum", 1)], spans.Of(RuntimeActivities.TaskStart).Select(TaskOf).Order());
        Assert.Empty(spans.Of(RuntimeActivities.TaskRestore));
        var parts = spans.Of(RuntimeActivities.TaskCheckpoint);
        Assert.Equal([1L, 1L, 1L, 2L, 2L, 2L], parts.Select(static span => (long)span.GetTagItem("checkpoint_id")!).Order());
        Assert.Contains(parts, static span => (long)span.GetTagItem("size")! > 0);
        Assert.All(parts, static span => Assert.Equal(ActivityStatusCode.Ok, span.Status));
        Assert.All([.. parts, .. spans.Of(RuntimeActivities.Checkpoint)], static span => Assert.Null(span.ParentId));
        Assert.Null(Activity.Current);
    }

    [Fact]
    public void Reading_of_the_state_that_a_task_starts_from_is_a_span()
    {
        var first = Submit(Job(), new CheckpointSettings
        {
            Interval = TimeSpan.FromMilliseconds(100),
            Directory = FilePath.OfLocal(_folder.FullName),
            Retention = ExternalizedCheckpointRetention.RetainOnCancellation,
        });
        _cluster.RunUntil(() => first.Checkpoints.Completed == 1, _tick);
        _ = first.CancelAsync();
        _cluster.RunUntil(() => first.Result.IsCompleted, _tick);
        var path = Path.Combine(_folder.FullName, first.Job.Id.ToString(), "chk-1");
        var job = Job();
        using var spans = SpansOf(job);

        var second = Submit(job, new CheckpointSettings { Interval = TimeSpan.FromMilliseconds(100), RecoveryPath = path });
        _cluster.RunUntil(() => second.Checkpoints.Completed == 1, _tick);

        Assert.Equal([("Endless", 0), ("Sum", 0), ("Sum", 1)], spans.Of(RuntimeActivities.TaskRestore).Select(TaskOf).Order());
    }

    [Fact]
    public void Task_that_is_cancelled_before_it_ran_ends_its_span_with_an_error()
    {
        var job = Job();
        using var spans = SpansOf(job);
        var master = Submit(job, new CheckpointSettings());
        _cluster.RunUntil(() => _cluster.Tasks.Count == 3, _tick);

        foreach (var task in _cluster.Tasks)
        {
            task.Cancel();
        }

        _cluster.RunUntil(() => master.Result.IsCompleted, _tick);
        Assert.All(spans.Of(RuntimeActivities.TaskStart), static span => Assert.Equal(ActivityStatusCode.Error, span.Status));
        Assert.Equal(3, spans.Of(RuntimeActivities.TaskStart).Count);
    }

    private static SpanList SpansOf(JobGraph job) => new(span => Equals(span.GetTagItem(MetricTags.JobId), job.Id.ToString()));

    private static (string, int) TaskOf(Activity span)
    {
        var name = (string)span.GetTagItem(MetricTags.TaskName)!;
        return (name.Contains("Endless", StringComparison.Ordinal) ? "Endless" : "Sum", (int)span.GetTagItem(MetricTags.Subtask)!);
    }

    private JobMaster Submit(JobGraph job, CheckpointSettings checkpoints) => _cluster.Submit(job, settings: new JobMasterSettings { Checkpoints = checkpoints });

    private static JobGraph Job()
    {
        var environment = new StreamExecutionEnvironment(FlinkConfiguration.Empty).SetParallelism(1);
        environment.FromSource(new GeneratorSource<long>(static index => index, new GeneratorOptions<long> { RecordsPerSecond = 1000 }), "Endless")
            .KeyBy(static number => number % 3)
            .Reduce(static (a, b) => a + b).SetParallelism(2)
            .Discard().SetParallelism(2);
        return environment.GetJobGraph("seen");
    }
}
