using Flink.Core;
using Flink.Core.Execution;
using Flink.Runtime.Dispatcher;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.HighAvailability;

namespace Flink.Runtime.Tests.Dispatcher;

public sealed class LeadershipTests
{
    private readonly DispatcherCluster _cluster = new();

    [Fact]
    public void Leader_publishes_its_endpoints_with_the_token_of_its_term()
    {
        var session = _cluster.Grant();

        Assert.Equal(session.Token, session.Published[LeaderComponents.ResourceManager]!.Token);
        Assert.Equal("resourcemanager", session.Published[LeaderComponents.ResourceManager]!.Address.Name);
        Assert.Equal("dispatcher", session.Published[LeaderComponents.Dispatcher]!.Address.Name);
    }

    [Fact]
    public void Whoever_does_not_lead_says_so_and_that_asking_again_may_help()
    {
        Assert.True(_cluster.Fails<FlinkException>(_cluster.Jobs.ListJobsAsync(CancellationToken.None)).IsRetryable);

        _cluster.Grant();
        _cluster.Revoke();

        Assert.True(_cluster.Fails<FlinkException>(_cluster.Jobs.SubmitAsync(DispatcherCluster.Bounded(), CancellationToken.None)).IsRetryable);
        Assert.True(_cluster.Fails<FlinkException>(_cluster.Roles.Workers.ListTaskManagersAsync(CancellationToken.None)).IsRetryable);
    }

    [Fact]
    public void Whoever_waits_for_leadership_is_told_by_each_term_anew()
    {
        var first = _cluster.Roles.WhenLeading;
        Assert.False(first.IsCompleted);

        _cluster.Grant();
        Assert.True(first.IsCompleted);
        Assert.True(_cluster.Roles.WhenLeading.IsCompleted);

        _cluster.Revoke();
        var second = _cluster.Roles.WhenLeading;
        Assert.False(second.IsCompleted);

        _cluster.Grant();
        Assert.True(second.IsCompleted);
    }

    [Fact]
    public void Orderly_end_removes_what_is_stored_and_only_then_ends_the_process()
    {
        List<LeaderSession> removed = [];
        _cluster.Roles.RemoveData = session =>
        {
            Assert.False(_cluster.IsShutDown);
            removed.Add(session);
            return Task.CompletedTask;
        };
        var session = _cluster.Grant();
        _cluster.Submit(DispatcherCluster.Endless());

        _ = _cluster.Jobs.ShutDownAsync(CancellationToken.None);
        Assert.False(_cluster.Roles.IsEnding);
        _cluster.Settle();

        Assert.True(_cluster.Roles.IsEnding);
        Assert.Equal([session], removed);
        Assert.True(_cluster.IsShutDown);
    }

    [Fact]
    public void What_cannot_be_removed_does_not_keep_the_process()
    {
        _cluster.Roles.RemoveData = static _ => Task.FromException(new IOException("the folder is away"));
        _cluster.Grant();

        _ = _cluster.Jobs.ShutDownAsync(CancellationToken.None);
        _cluster.Settle();

        Assert.True(_cluster.IsShutDown);
    }

    [Fact]
    public void Process_that_loses_its_leadership_or_stops_removes_nothing()
    {
        _cluster.Roles.RemoveData = static _ => throw new InvalidOperationException("the next leader needs it");
        _cluster.Grant();
        _cluster.Revoke();
        _cluster.Grant();

        var stops = _cluster.StopRoles();
        _cluster.Settle();

        Assert.True(stops.IsCompletedSuccessfully);
        Assert.False(_cluster.IsShutDown);
    }

    [Fact]
    public void Job_of_a_lost_term_stays_stored_and_the_next_term_runs_it()
    {
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Endless());

        _cluster.Revoke();
        Assert.Equal([$"job.{job}"], _cluster.Records.Values.Keys);

        _cluster.Grant();
        Assert.Equal(JobStatus.Running, _cluster.StatusOf(job));
    }

    [Fact]
    public void Terms_that_change_quickly_end_with_the_last_one_leading()
    {
        for (var i = 0; i < 5; i++)
        {
            _cluster.Grant();
            _cluster.Revoke();
        }

        _cluster.Grant();
        Assert.Equal(JobStatus.Finished, _cluster.OutcomeOf(_cluster.Submit(DispatcherCluster.Bounded()))!.Result!.Status);
    }

    [Fact]
    public void Job_whose_result_was_stored_does_not_run_again_but_is_cleaned_up_by_the_next_leader()
    {
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Endless());
        var stored = _cluster.Records.Values[$"job.{job}"];
        _cluster.Get(_cluster.Jobs.CancelAsync(job, CancellationToken.None));
        _cluster.Revoke();
        var other = new DispatcherCluster();
        other.Records.Values[$"job.{job}"] = stored;
        other.Records.Values[$"result.dirty.{job}"] = DirtyResult(job);

        other.Grant();

        Assert.Equal(JobStatus.Canceled, other.OutcomeOf(job)!.Result!.Status);
        Assert.Empty(other.Records.Values);
    }

    [Fact]
    public void Next_leader_knows_how_jobs_ended_whose_results_are_kept()
    {
        var settings = new DispatcherSettings { DeletesResults = false };
        var cluster = new DispatcherCluster(settings);
        cluster.Grant();
        var job = cluster.Submit(DispatcherCluster.Bounded());
        var other = new DispatcherCluster(settings);
        other.Records.Values[$"result.clean.{job}"] = cluster.Records.Values[$"result.clean.{job}"];

        other.Grant();

        Assert.Equal(JobStatus.Finished, other.StatusOf(job));
        Assert.Equal(JobStatus.Finished, other.OutcomeOf(job)!.Result!.Status);
        Assert.Equal(JobStatus.Finished, other.Get(other.Jobs.FindJobAsync(job, CancellationToken.None))!.Status);
        Assert.Equal(CancelOutcome.HadEnded, other.Get(other.Jobs.CancelAsync(job, CancellationToken.None)));
        Assert.True(other.Get(other.Jobs.FetchResultsAsync(job, 0, 0, CancellationToken.None))!.HasEnded);
    }

    [Fact]
    public void Job_that_cannot_be_taken_over_has_failed_and_the_others_run()
    {
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Endless());
        _cluster.Revoke();
        _cluster.OtherLeads();
        _cluster.Obstacle = new FlinkException("Its program is gone.");

        _cluster.Grant();

        var result = _cluster.OutcomeOf(job)!.Result!;
        Assert.Equal(JobStatus.Failed, result.Status);
        Assert.Contains("Its program is gone.", result.Failure!.Message, StringComparison.Ordinal);
        Assert.Empty(_cluster.Records.Values);
    }

    [Fact]
    public void Records_that_cannot_be_read_hold_up_no_other_job()
    {
        _cluster.Grant();
        var whole = _cluster.Submit(DispatcherCluster.Endless());
        var damaged = _cluster.Submit(DispatcherCluster.Endless());
        _cluster.Revoke();
        var ended = DispatcherCluster.Bounded().Id;
        _cluster.Records.Values[$"job.{damaged}"] = [1];
        _cluster.Records.Values[$"result.dirty.{ended}"] = [1];

        _cluster.Grant();

        Assert.Equal(JobStatus.Running, _cluster.StatusOf(whole));
        Assert.Equal(JobStatus.Failed, _cluster.OutcomeOf(damaged)!.Result!.Status);
        Assert.Null(_cluster.StatusOf(ended));
        Assert.Equal([$"job.{whole}"], _cluster.Records.Values.Keys);
    }

    [Fact]
    public void Job_whose_taking_over_may_work_later_is_tried_until_it_does()
    {
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Endless());
        _cluster.Revoke();
        _cluster.OtherLeads();
        _cluster.Obstacle = new FlinkException("The shared folder is not there.", isRetryable: true);
        _cluster.Grant();

        // Its client asks again, and would not if the job were unknown.
        Assert.True(_cluster.Fails<FlinkException>(_cluster.Jobs.FindStatusAsync(job, CancellationToken.None)).IsRetryable);
        Assert.True(_cluster.Fails<FlinkException>(_cluster.Jobs.FindOutcomeAsync(job, CancellationToken.None)).IsRetryable);
        Assert.True(_cluster.Fails<FlinkException>(_cluster.Jobs.FindJobAsync(job, CancellationToken.None)).IsRetryable);
        Assert.True(_cluster.Fails<FlinkException>(_cluster.Jobs.CancelAsync(job, CancellationToken.None)).IsRetryable);
        Assert.True(_cluster.Fails<FlinkException>(_cluster.Jobs.ListJobsAsync(CancellationToken.None)).IsRetryable);

        _cluster.Obstacle = null;
        _cluster.Pass(TimeSpan.FromSeconds(10));

        Assert.Equal(JobStatus.Running, _cluster.StatusOf(job));
    }

    [Fact]
    public void Result_that_cannot_be_stored_is_tried_again_until_it_is()
    {
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Endless());
        _cluster.Records.WritesThatFail = 3;
        _cluster.Get(_cluster.Jobs.CancelAsync(job, CancellationToken.None));
        Assert.Null(_cluster.OutcomeOf(job)!.Result);

        _cluster.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(JobStatus.Canceled, _cluster.OutcomeOf(job)!.Result!.Status);
        Assert.Empty(_cluster.Records.Values);
    }

    private static byte[] DirtyResult(Core.Graph.JobId job) =>
        new Flink.Runtime.Dispatcher.StoredResult(job, "test", JobStatus.Canceled, 1, 2, 1, null).Write().ToArray();
}
