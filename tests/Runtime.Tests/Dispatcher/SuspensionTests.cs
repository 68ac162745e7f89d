using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.Tests.Dispatcher;

/// <summary>A JobManager that loses leadership and not its life, and leads again.</summary>
public sealed class SuspensionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flink-suspension-").FullName;
    private DispatcherCluster _cluster = new();

    [Fact]
    public void Tasks_run_on_and_are_the_jobs_own_when_the_same_process_leads_again()
    {
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Endless());
        var before = AttemptsOf(job);

        _cluster.Revoke();
        _cluster.Pass(TimeSpan.FromMinutes(10));
        _cluster.Grant();

        Assert.Equal(JobStatus.Running, _cluster.StatusOf(job));
        Assert.Equal(before, AttemptsOf(job));
        Assert.Contains(JobStatus.Suspended, Details(job).Entered.Keys);
        Assert.Empty(Details(job).Failures);

        // Its master is followed by the new ResourceManager's slots too: nothing is lost later on.
        _cluster.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(before, AttemptsOf(job));
    }

    [Fact]
    public void Job_is_suspended_and_resumed_as_often_as_its_process_loses_and_wins()
    {
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Endless());
        var before = AttemptsOf(job);
        for (var i = 0; i < 5; i++)
        {
            _cluster.Revoke();
            _cluster.Grant();
        }

        Assert.Equal(before, AttemptsOf(job));
        _cluster.Get(_cluster.Jobs.CancelAsync(job, CancellationToken.None));
        _cluster.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(JobStatus.Canceled, _cluster.OutcomeOf(job)!.Result!.Status);
        Assert.Empty(_cluster.Records.Values);
    }

    // Its records tell, and where there are none, the number of the term.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Job_starts_over_where_another_process_has_led_it_in_between(bool hasRecords)
    {
        _cluster = hasRecords ? WithCheckpoints() : _cluster;
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Paced(1_000_000, perSecond: 100));
        var before = AttemptsOf(job);

        _cluster.Revoke();
        _cluster.OtherLeads();
        _cluster.Grant();
        _cluster.Pass(TimeSpan.FromSeconds(10));

        Assert.Equal(JobStatus.Running, _cluster.StatusOf(job));
        Assert.DoesNotContain(AttemptsOf(job), attempt => before.Contains(attempt));
    }

    [Fact]
    public void Terms_of_others_that_left_the_records_of_a_job_alone_cost_it_nothing()
    {
        _cluster = WithCheckpoints();
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Paced(1_000_000, perSecond: 100));
        var before = AttemptsOf(job);

        _cluster.Revoke();
        _cluster.OtherLeads(startsJobs: false);
        _cluster.Grant();

        Assert.Equal(before, AttemptsOf(job));
    }

    [Fact]
    public void Checkpoints_stop_while_nobody_leads_and_are_recorded_by_the_next_term()
    {
        _cluster = WithCheckpoints();
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Paced(1_000_000, perSecond: 100));
        _cluster.Pass(TimeSpan.FromSeconds(5));
        _cluster.Revoke();
        var left = PointersOf(job);

        _cluster.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal(left.NextId, PointersOf(job).NextId);
        Assert.Equal(left.Complete, PointersOf(job).Complete);

        var before = _cluster.Grant();
        _cluster.Pass(TimeSpan.FromSeconds(5));
        Assert.True(PointersOf(job).Complete[^1].CheckpointId > left.Complete[^1].CheckpointId);
        Assert.True(Directory.Exists(new Uri(PointersOf(job).Complete[^1].Folder).LocalPath));
        Assert.False(Directory.Exists(new Uri(left.Complete[^1].Folder).LocalPath));
        Assert.Equal(2, before.Epoch);
    }

    [Fact]
    public void Checkpoint_whose_record_arrived_without_an_answer_costs_nothing_and_leaves_nothing()
    {
        _cluster = WithCheckpoints();
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Paced(1_000_000, perSecond: 100));
        _cluster.Pass(TimeSpan.FromSeconds(5));
        var before = AttemptsOf(job);
        _cluster.Records.WritesWithoutAnswer = 1;
        for (var i = 0; i < 200 && _cluster.Records.WritesWithoutAnswer > 0; i++)
        {
            _cluster.Pass(TimeSpan.FromMilliseconds(10));
        }

        _cluster.Revoke();
        var left = PointersOf(job).Complete;
        Assert.Equal(2, left.Count);

        _cluster.Grant();
        _cluster.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(before, AttemptsOf(job));
        Assert.Single(PointersOf(job).Complete);
        Assert.All(left, static pointer => Assert.False(Directory.Exists(new Uri(pointer.Folder).LocalPath)));
    }

    [Fact]
    public void Worker_that_dies_meanwhile_starts_its_region_over_afterwards()
    {
        _cluster = WithCheckpoints("worker-0", "worker-1");
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Paced(1_000_000, perSecond: 100));
        _cluster.Revoke();
        _cluster.KillWorker("worker-0");
        _cluster.StartWorker("worker-2");

        _cluster.Grant();
        _cluster.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(JobStatus.Running, _cluster.StatusOf(job));
        Assert.Single(Details(job).Failures);
        Assert.Contains("was lost", Details(job).Failures[0].StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void Job_whose_workers_all_die_meanwhile_is_taken_over_from_the_records()
    {
        _cluster = WithCheckpoints("worker-0", "worker-1");
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Paced(1_000_000, perSecond: 100));
        var before = AttemptsOf(job);
        _cluster.Revoke();
        _cluster.KillWorker("worker-0");
        _cluster.KillWorker("worker-1");
        _cluster.StartWorker("worker-2");

        _cluster.Grant();
        _cluster.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(JobStatus.Running, _cluster.StatusOf(job));
        Assert.DoesNotContain(AttemptsOf(job), attempt => before.Contains(attempt));
        Assert.Empty(Details(job).Failures);
    }

    [Fact]
    public void Job_that_runs_out_meanwhile_finishes_with_the_next_term()
    {
        _cluster = WithCheckpoints();
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Paced(500, perSecond: 100));
        _cluster.Revoke();
        _cluster.Pass(TimeSpan.FromSeconds(30));

        _cluster.Grant();
        _cluster.Pass(TimeSpan.FromSeconds(10));

        Assert.Equal(JobStatus.Finished, _cluster.OutcomeOf(job)!.Result!.Status);
        Assert.Empty(_cluster.Records.Values);
    }

    [Fact]
    public void Job_that_others_ended_meanwhile_is_let_go()
    {
        _cluster.Grant();
        var job = _cluster.Submit(DispatcherCluster.Paced(1_000_000, perSecond: 100));
        _cluster.Revoke();
        _cluster.Records.Values.Clear();

        _cluster.Grant();
        _cluster.Pass(TimeSpan.FromMinutes(10));

        Assert.Null(_cluster.StatusOf(job));
        Assert.All(_cluster.Get(_cluster.Roles.Workers.ListTaskManagersAsync(CancellationToken.None)), static worker => Assert.Equal(worker.Slots, worker.FreeSlots));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private DispatcherCluster WithCheckpoints(params string[] workers)
    {
        var cluster = new DispatcherCluster(
            configuration: FlinkConfiguration.Empty.With("execution.checkpointing.interval", "1 s")
                .With("execution.checkpointing.dir", new Uri(_folder).AbsoluteUri)
                .With("restart-strategy.type", "fixed-delay"),
            workers: 0);
        foreach (var worker in workers.Length == 0 ? ["worker-0"] : workers)
        {
            cluster.StartWorker(worker, slots: workers.Length == 0 ? 4 : 1);
        }

        return cluster;
    }

    private CheckpointPointers PointersOf(JobId job) =>
        _cluster.Get(new TestSession(_cluster.Records.Term, _cluster.Records).Checkpoints.GetAsync(job))!;

    private JobDetails Details(JobId job) => _cluster.Get(_cluster.Jobs.FindJobAsync(job, CancellationToken.None))!;

    private HashSet<(Id128, int, int)> AttemptsOf(JobId job) =>
        [.. Details(job).Vertices.SelectMany(static vertex => vertex.Subtasks.Select(subtask => (vertex.Id.Value, subtask.Current.Subtask, subtask.Current.Attempt)))];
}
