using Flink.Core;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Core.Metrics;
using Flink.Runtime.Dispatcher;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Scheduling;
using Flink.Runtime.TaskManager;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.Dispatcher;

/// <summary>Ended jobs in files (<c>jobstore.type: File</c>).</summary>
public sealed class FinishedJobFilesTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("flink-ended").FullName;

    private string[] Files => [.. Directory.GetFiles(_parent, "*", SearchOption.AllDirectories).Where(static file => !file.EndsWith(".lock", StringComparison.Ordinal))];

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public void Jobs_that_have_ended_are_answered_from_their_files_until_these_are_forgotten()
    {
        using var files = New(cacheBytes: 0);
        var cluster = new DispatcherCluster(new DispatcherSettings { FinishedCapacity = 1, FinishedExpiration = TimeSpan.FromMinutes(10) }, files: files);
        cluster.Grant();
        Assert.Empty(Directory.GetFileSystemEntries(_parent));
        var first = cluster.Submit(DispatcherCluster.Bounded());
        var last = cluster.Submit(DispatcherCluster.Bounded());

        Assert.Null(cluster.StatusOf(first));
        Assert.Equal([last.ToString()], Files.Select(Path.GetFileName));
        var details = cluster.Get(cluster.Jobs.FindJobAsync(last, CancellationToken.None))!;
        Assert.Equal(2, details.Vertices.Count);
        Assert.All(details.Vertices, static vertex => Assert.All(vertex.Subtasks, static subtask => Assert.Equal(ExecutionState.Finished, subtask.Current.State)));
        Assert.NotSame(details, cluster.Get(cluster.Jobs.FindJobAsync(last, CancellationToken.None)));
        Assert.Equal(JobStatus.Finished, cluster.OutcomeOf(last)!.Result!.Status);

        cluster.Pass(TimeSpan.FromMinutes(11));
        Assert.Empty(cluster.Get(cluster.Jobs.ListJobsAsync(CancellationToken.None)));
        Assert.Null(cluster.OutcomeOf(last));
        Assert.Empty(Files);
    }

    [Fact]
    public async Task Result_comes_back_with_accumulators_of_the_program_and_the_failure()
    {
        using var files = New(cacheBytes: 0);
        var counts = new Counts("a", 1);

        var read = await files.ReadAsync((await files.WriteAsync(Ended(1, new Tally(counts), new FlinkException("no luck"))))!);

        Assert.Equal(counts, Assert.IsType<Counts>(read.Result.Accumulators["counts"]));
        Assert.Equal(counts, Assert.IsType<Tally>(read.Details.Vertices[0].Subtasks[0].Current.Accumulators["counts"]).Value);
        Assert.Equal(("no luck", 7L), (read.Result.Failure!.Message, read.Result.RecordsRead));
    }

    [Fact]
    public async Task Jobs_that_were_asked_for_last_stay_in_memory_up_to_a_size()
    {
        long size;
        using (var measured = New(cacheBytes: 0))
        {
            await measured.WriteAsync(Ended(1));
            size = new FileInfo(Assert.Single(Files)).Length;
        }

        using var files = New(2 * size);
        var kept = new List<FinishedJobFile>();
        for (var i = 1; i <= 3; i++)
        {
            kept.Add((await files.WriteAsync(Ended(i)))!);
        }

        var third = await files.ReadAsync(kept[2]);
        var first = await files.ReadAsync(kept[0]);

        Assert.Same(third, await files.ReadAsync(kept[2]));
        Assert.Same(first, await files.ReadAsync(kept[0]));
        var second = await files.ReadAsync(kept[1]);
        Assert.NotSame(third, await files.ReadAsync(kept[2]));
        Assert.Same(second, await files.ReadAsync(kept[1]));
    }

    [Fact]
    public async Task Job_that_cannot_be_written_stays_in_memory()
    {
        using var files = New(cacheBytes: 0);
        var finished = new FinishedJobs(10, TimeSpan.FromHours(1), new FakeTimeProvider(), files);
        var job = Ended(1, new Tally(new MemoryStream()));

        finished.Add(job);

        Assert.Same(job, await finished.FindAsync(job.Details.Id));
    }

    [Fact]
    public async Task Folder_that_cannot_be_made_leaves_jobs_in_memory()
    {
        var file = Path.Combine(_parent, "file");
        await File.WriteAllTextAsync(file, "");
        using var files = new FinishedJobFiles(file, 0, InlineIo.Instance, NullLogger.Instance);
        var finished = new FinishedJobs(10, TimeSpan.FromHours(1), new FakeTimeProvider(), files);
        var job = Ended(1);

        finished.Add(job);

        Assert.Same(job, await finished.FindAsync(job.Details.Id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task File_that_is_gone_or_damaged_is_an_error_that_says_what_is_lost(bool isGone)
    {
        using var files = New(cacheBytes: 0);
        var finished = new FinishedJobs(10, TimeSpan.FromHours(1), new FakeTimeProvider(), files);
        var job = Ended(1);
        finished.Add(job);
        var file = Assert.Single(Files);
        if (isGone)
        {
            File.Delete(file);
        }
        else
        {
            await File.WriteAllBytesAsync(file, new byte[100]);
        }

        var error = await Assert.ThrowsAsync<FlinkException>(() => finished.FindAsync(job.Details.Id));

        Assert.StartsWith($"Job {job.Details.Id} has ended as Finished, and the file with its tasks and accumulators cannot be read: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("'io.tmp.dirs' names its folder", error.Message, StringComparison.Ordinal);
        Assert.Equal(job.Summary, Assert.Single(finished.List()));
    }

    [Fact]
    public async Task Nothing_is_left_when_the_process_ends()
    {
        var files = New(cacheBytes: 1 << 20);
        await files.WriteAsync(Ended(1));

        files.Dispose();

        Assert.Empty(Directory.GetFileSystemEntries(_parent));
    }

    private static FinishedJob Ended(int number, IAccumulator? accumulator = null, Exception? failure = null)
    {
        var id = new JobId(new Id128(9, (ulong)number));
        var (began, ended) = (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(5));
        var accumulators = accumulator is null ? new Dictionary<string, IAccumulator>() : new() { ["counts"] = accumulator };
        var execution = new ExecutionDetails
        {
            Subtask = 0,
            Attempt = 0,
            State = ExecutionState.Finished,
            Entered = new Dictionary<ExecutionState, DateTimeOffset> { [ExecutionState.Created] = began, [ExecutionState.Finished] = ended },
            Figures = new TaskFigures(1, 2, 3, 4, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)),
            Accumulators = accumulators,
        };
        var vertex = new VertexDetails
        {
            Id = new VertexId(new Id128(1, 2)),
            Name = "numbers",
            MaxParallelism = 128,
            SlotSharingGroup = default,
            Subtasks = [new SubtaskDetails(execution, [])],
        };
        var details = new JobDetails
        {
            Id = id,
            Name = "ended",
            Status = JobStatus.Finished,
            Entered = new Dictionary<JobStatus, DateTimeOffset> { [JobStatus.Initializing] = began, [JobStatus.Finished] = ended },
            Vertices = [vertex],
            Plan = new JobPlan(id, "ended", JobKind.Streaming, [new PlanNode(vertex.Id, 1, "numbers<br/>", [])]),
        };
        var result = new JobResult
        {
            JobId = id,
            JobName = "ended",
            Status = JobStatus.Finished,
            NetRuntime = TimeSpan.FromSeconds(5),
            Accumulators = accumulators.ToDictionary(static pair => pair.Key, static pair => pair.Value.Value),
            RecordsRead = 7,
            Failure = failure,
        };
        return new FinishedJob(details, result, new JobSummary
        {
            Id = id,
            Name = "ended",
            Status = JobStatus.Finished,
            Started = began,
            Ended = ended,
            LastModified = ended,
            Tasks = new Dictionary<ExecutionState, int> { [ExecutionState.Finished] = 1 },
        });
    }

    private FinishedJobFiles New(long cacheBytes) => new(_parent, cacheBytes, InlineIo.Instance, NullLogger.Instance);

    private sealed record Counts(string Word, int Count);

    /// <summary>An accumulator of a program.</summary>
    private sealed class Tally(object value) : IAccumulator
    {
        public object Value => value;

        public void Merge(IAccumulator other)
        {
        }

        public IAccumulator Copy() => this;
    }
}
