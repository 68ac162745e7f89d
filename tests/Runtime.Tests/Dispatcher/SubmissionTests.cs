using Flink.Core;
using Flink.Core.Execution;
using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Runtime.Dispatcher;
using Flink.Runtime.Dispatcher.Views;

namespace Flink.Runtime.Tests.Dispatcher;

public sealed class SubmissionTests
{
    private readonly DispatcherCluster _cluster = new();

    [Fact]
    public void Submitted_job_runs_and_its_result_and_tasks_are_known_after_its_end()
    {
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Bounded(records: 25));

        Assert.Equal(JobStatus.Finished, _cluster.StatusOf(job));
        Assert.Equal(25, _cluster.OutcomeOf(job)!.Result!.RecordsRead);
        var details = _cluster.Get(_cluster.Jobs.FindJobAsync(job, CancellationToken.None))!;
        Assert.Equal(2, details.Vertices.Count);
        Assert.Equal(JobStatus.Finished, Assert.Single(_cluster.Get(_cluster.Jobs.ListJobsAsync(CancellationToken.None))).Status);
    }

    [Fact]
    public void Ended_job_leaves_nothing_in_the_stores_and_its_program_is_released()
    {
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Bounded() with { ProgramArchive = "/some.zip" });

        Assert.Empty(_cluster.Records.Values);
        Assert.Equal([job.ToString()], _cluster.Released);
    }

    [Fact]
    public void Result_is_kept_in_the_store_when_it_is_not_deleted_on_commit()
    {
        var cluster = new DispatcherCluster(new DispatcherSettings { DeletesResults = false });
        cluster.Grant();
        var job = cluster.Submit(DispatcherCluster.Bounded());

        Assert.Equal([$"result.clean.{job}"], cluster.Records.Values.Keys);
    }

    [Fact]
    public void Running_job_is_stored_listed_and_cancelled()
    {
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Endless());
        Assert.Equal(JobStatus.Running, _cluster.StatusOf(job));
        Assert.Null(_cluster.OutcomeOf(job)!.Result);
        Assert.Equal([$"job.{job}"], _cluster.Records.Values.Keys);

        Assert.Equal(CancelOutcome.Accepted, _cluster.Get(_cluster.Jobs.CancelAsync(job, CancellationToken.None)));
        Assert.Equal(JobStatus.Canceled, _cluster.OutcomeOf(job)!.Result!.Status);
        Assert.Equal(CancelOutcome.Accepted, _cluster.Get(_cluster.Jobs.CancelAsync(job, CancellationToken.None)));
    }

    [Fact]
    public void Cancelling_what_is_unknown_or_has_ended_says_so()
    {
        _cluster.Grant();
        var ended = _cluster.Submit(DispatcherCluster.Bounded());

        Assert.Equal(CancelOutcome.HadEnded, _cluster.Get(_cluster.Jobs.CancelAsync(ended, CancellationToken.None)));
        Assert.Equal(CancelOutcome.UnknownJob, _cluster.Get(_cluster.Jobs.CancelAsync(new JobId(new Id128(9, 9)), CancellationToken.None)));
    }

    [Fact]
    public void Job_is_submitted_once_while_it_runs_and_after_it_has_ended()
    {
        _cluster.Grant();
        foreach (var submission in new[] { DispatcherCluster.Endless(), DispatcherCluster.Bounded() })
        {
            _cluster.Submit(submission);

            var error = _cluster.Fails<JobRejectedException>(_cluster.Jobs.SubmitAsync(submission, CancellationToken.None));
            Assert.Contains($"job {submission.Id} already", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Job_that_cannot_be_made_is_rejected_with_the_reason_and_leaves_nothing()
    {
        _cluster.Grant();
        _cluster.Obstacle = new FlinkException("There is no type Words.");
        var submission = DispatcherCluster.Bounded() with { ProgramArchive = "/some.zip" };

        var error = _cluster.Fails<JobRejectedException>(_cluster.Jobs.SubmitAsync(submission, CancellationToken.None));

        Assert.Contains("There is no type Words.", error.Message, StringComparison.Ordinal);
        Assert.Null(_cluster.StatusOf(submission.Id));
        Assert.Empty(_cluster.Records.Values);
        Assert.Equal([submission.Id.ToString()], _cluster.Released);
    }

    [Fact]
    public void Job_whose_client_gives_no_sign_of_life_any_more_is_cancelled()
    {
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Endless());
        var other = _cluster.Submit(DispatcherCluster.Endless());
        Report(job, _cluster.Clock.GetUtcNow() + TimeSpan.FromSeconds(30));
        _cluster.Pass(TimeSpan.FromSeconds(20));
        Report(job, _cluster.Clock.GetUtcNow() + TimeSpan.FromSeconds(30));
        Report(other, _cluster.Clock.GetUtcNow() + TimeSpan.FromSeconds(30));
        _cluster.Pass(TimeSpan.FromSeconds(20));
        Report(other, DateTimeOffset.MaxValue);
        Assert.Equal(JobStatus.Running, _cluster.StatusOf(job));

        _cluster.Pass(TimeSpan.FromSeconds(11));

        Assert.Equal(JobStatus.Canceled, _cluster.StatusOf(job));
        Assert.Equal(JobStatus.Running, _cluster.StatusOf(other));

        void Report(JobId of, DateTimeOffset expires)
        {
            var reported = _cluster.Jobs.ReportClientAsync(of, expires, CancellationToken.None);
            _cluster.Settle();
            Assert.True(reported.IsCompletedSuccessfully);
        }
    }

    [Theory]
    [InlineData("hash of /copy", true)]
    [InlineData("of what it was before", false)]
    public void Job_is_taken_only_with_the_cached_files_that_its_graph_names(string hash, bool isTaken)
    {
        _cluster.Grant();
        var bounded = DispatcherCluster.Bounded();
        var graph = JobGraphSerializer.Read(bounded.Graph, Core.Closures.TypeResolver.In(System.Runtime.Loader.AssemblyLoadContext.Default));
        CachedFile[] files =
        [
            new("model", FilePath.OfLocal("/model.bin"), IsExecutable: false, IsFolder: false, hash),
            new("shared", FilePath.OfLocal("/elsewhere"), IsExecutable: false, IsFolder: false, Hash: null),
        ];
        var sent = JobGraphSerializer.Write(new JobGraph
        {
            Id = graph.Id,
            Name = graph.Name,
            Vertices = graph.Vertices,
            Edges = graph.Edges,
            CachedFiles = files,
        });
        var submission = bounded with { Graph = sent.Bytes, CachedFiles = ["/copy"] };

        if (isTaken)
        {
            _cluster.Submit(submission);
            return;
        }

        var error = _cluster.Fails<JobRejectedException>(_cluster.Jobs.SubmitAsync(submission, CancellationToken.None));
        Assert.StartsWith("Cached file 'model' (", error.Message, StringComparison.Ordinal);
        Assert.Equal([submission.Id.ToString()], _cluster.Released);
    }

    [Fact]
    public void Ended_jobs_are_forgotten_by_number_and_by_time()
    {
        var cluster = new DispatcherCluster(new DispatcherSettings { FinishedCapacity = 2, FinishedExpiration = TimeSpan.FromMinutes(10) });
        cluster.Grant();
        JobId[] jobs = [cluster.Submit(DispatcherCluster.Bounded()), cluster.Submit(DispatcherCluster.Bounded())];
        cluster.Pass(TimeSpan.FromMinutes(6));
        var last = cluster.Submit(DispatcherCluster.Bounded());
        Assert.Null(cluster.StatusOf(jobs[0]));
        Assert.Equal(JobStatus.Finished, cluster.StatusOf(jobs[1]));

        cluster.Pass(TimeSpan.FromMinutes(5));
        Assert.Null(cluster.StatusOf(jobs[1]));
        Assert.Equal(JobStatus.Finished, cluster.StatusOf(last));
    }

    [Fact]
    public void Ended_jobs_are_written_to_the_archive_and_an_archive_that_fails_hides_no_result()
    {
        var archived = new List<string>();
        var cluster = new DispatcherCluster(archive: job =>
        {
            archived.Add($"{job.Details.Id} {job.Result.Status}");
            throw new FlinkException("The archive is full.");
        });
        cluster.Grant();
        var job = cluster.Submit(DispatcherCluster.Bounded());

        Assert.Equal([$"{job} Finished"], archived);
        Assert.Equal(JobStatus.Finished, cluster.OutcomeOf(job)!.Result!.Status);
        Assert.Empty(cluster.Records.Values);
    }

    [Fact]
    public void End_of_the_cluster_is_passed_on_to_the_process()
    {
        _cluster.Grant();
        _ = _cluster.Jobs.ShutDownAsync(CancellationToken.None);
        _cluster.Settle();

        Assert.True(_cluster.IsShutDown);
    }
}
