using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.JobManager;
using Flink.Runtime.JobManager.Failover;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskManager;
using Flink.Runtime.Tests.Checkpoints;
using Flink.Streaming;
using Flink.Streaming.Sources;
using static Flink.Runtime.Tests.JobManager.LedgerJobs;

namespace Flink.Runtime.Tests.JobManager;

public sealed class EvacuationTests
{
    private static readonly TimeSpan _long = TimeSpan.FromMinutes(2);

    private readonly Workers _workers = new();

    [Fact]
    public void Tasks_leave_a_worker_that_is_about_to_go_from_a_checkpoint_taken_for_it_and_no_restart_is_counted()
    {
        const string Run = nameof(Tasks_leave_a_worker_that_is_about_to_go_from_a_checkpoint_taken_for_it_and_no_restart_is_counted);
        Add("a", "b", "c");
        var ledger = Begin(Run);

        // No interval passes: the one checkpoint before the end is the one that was asked for, and the strategy allows no restart.
        var master = Start(Run, 4, new JobMasterSettings { Checkpoints = new CheckpointSettings { Interval = TimeSpan.FromHours(1) } });
        Drain("b", _long);
        _workers.RunUntil(() => master.Moves == 1);
        Assert.Empty(_workers.TasksOf("b"));
        Assert.Equal(1, master.Checkpoints.Completed);
        _workers.Kill("b");
        var result = _workers.RunToEnd(master);

        Assert.True(result.Status == JobStatus.Finished, result.Failure?.ToString());
        Assert.Equal((0, 1), (result.Restarts, master.Moves));
        Assert.Empty(_workers.Describe(master).Failures);
        Assert.Equal(Enumerable.Range(1, 5000).Select(static number => (long)number), ledger.Records.Order());
    }

    [Fact]
    public void Tasks_stay_until_there_are_other_slots_for_them()
    {
        const string Run = nameof(Tasks_stay_until_there_are_other_slots_for_them);
        Add("a", "b");
        Begin(Run);
        var master = Start(Run, 4, Restarting());
        Drain("b", _long);
        Pass(TimeSpan.FromMilliseconds(50));
        Assert.Equal((JobStatus.Running, 0), (master.Status, master.Moves));
        Assert.NotEmpty(_workers.TasksOf("b"));

        _workers.Add("c", 2);
        _workers.RunUntil(() => master.Moves == 1);
        _workers.RunUntil(() => _workers.TasksOf("c").Any());
        Assert.Empty(_workers.TasksOf("b"));
    }

    [Fact]
    public void Tasks_leave_without_other_slots_when_the_time_gets_short_and_wait_for_them_elsewhere()
    {
        const string Run = nameof(Tasks_leave_without_other_slots_when_the_time_gets_short_and_wait_for_them_elsewhere);
        Add("a", "b");
        var ledger = Begin(Run);
        var master = Start(Run, 4, Restarting());
        Drain("b", TimeSpan.FromMilliseconds(100));
        _workers.RunUntil(() => master.Moves == 1);
        Assert.Empty(_workers.TasksOf("b"));

        _workers.Kill("b");
        _workers.Add("c", 2);
        var result = _workers.RunToEnd(master);
        Assert.Equal((JobStatus.Finished, 0), (result.Status, result.Restarts));
        Assert.Equal(Enumerable.Range(1, 5000).Select(static number => (long)number), ledger.Records.Order());
    }

    [Fact]
    public void Only_the_pipelines_on_the_worker_move()
    {
        const string Run = nameof(Only_the_pipelines_on_the_worker_move);
        foreach (var worker in new[] { "a", "b", "c", "d" })
        {
            _workers.Add(worker, 1);
        }

        var ledger = Begin(Run);
        var master = _workers.Run(Pipelines(Run, 3), Restarting());
        RunUntilAllRun(master);
        Drain("b", _long);
        var result = _workers.RunToEnd(master);

        Assert.Equal([0, 0, 1], _workers.Describe(master).Vertices[0].Subtasks.Select(static subtask => subtask.Current.Attempt).Order());
        Assert.Equal((JobStatus.Finished, 0), (result.Status, result.Restarts));
        Assert.Equal(Enumerable.Range(1, 3000).Select(static number => (long)number), ledger.Records.Order());
    }

    [Fact]
    public void Worker_that_goes_before_the_tasks_are_off_is_a_failure_like_others()
    {
        const string Run = nameof(Worker_that_goes_before_the_tasks_are_off_is_a_failure_like_others);
        Add("a", "b");
        var ledger = Begin(Run);
        var master = Start(Run, 4, Restarting());
        Drain("b", _long);
        Pass(TimeSpan.FromMilliseconds(50));
        _workers.Kill("b");
        _workers.Add("c", 2);
        var result = _workers.RunToEnd(master);

        Assert.Equal((JobStatus.Finished, 1, 0), (result.Status, result.Restarts, master.Moves));
        Assert.Equal(Enumerable.Range(1, 5000).Select(static number => (long)number), ledger.Records.Order());
    }

    [Fact]
    public void Another_worker_that_dies_during_a_move_is_a_failure_that_the_strategy_is_asked_about()
    {
        const string Run = nameof(Another_worker_that_dies_during_a_move_is_a_failure_that_the_strategy_is_asked_about);
        Add("a", "b", "c", "d");
        var ledger = Begin(Run);
        var master = Start(Run, 4, Restarting());
        var loser = _workers.TasksOf("a").Any() ? "a" : "c";
        Drain("b", _long);
        _workers.RunUntil(() => master.Status == JobStatus.Restarting);
        _workers.Kill(loser);
        var result = _workers.RunToEnd(master);

        Assert.Equal(JobStatus.Finished, result.Status);
        Assert.Equal(1, result.Restarts + master.Moves);
        Assert.Equal(Enumerable.Range(1, 5000).Select(static number => (long)number), ledger.Records.Order());
    }

    [Fact]
    public void Without_checkpoints_tasks_stay_to_the_last()
    {
        const string Run = nameof(Without_checkpoints_tasks_stay_to_the_last);
        Add("a", "b", "c");
        Begin(Run);
        var master = Start(Run, 4, new JobMasterSettings());
        Drain("b", TimeSpan.FromMilliseconds(40));
        var result = _workers.RunToEnd(master);

        Assert.Equal((JobStatus.Finished, 0), (result.Status, master.Moves));
    }

    [Fact]
    public void Free_slots_of_the_worker_are_given_back_and_new_ones_of_it_refused()
    {
        const string Run = nameof(Free_slots_of_the_worker_are_given_back_and_new_ones_of_it_refused);
        Add("a", "b", "c");
        Begin(Run);
        var master = Start(Run, 4, Restarting());
        Drain("b", _long);
        _workers.RunUntil(() => master.Moves == 1);
        var accepted = new List<AllocationId>();
        master.Post(() => accepted.AddRange(master.OfferSlots(
            new TaskManagerId("b"), [new SlotOffer(new AllocationId(new Id128(8, 1)), 0, ResourceProfile.Unknown)])));
        _workers.Scheduler.Step();
        _workers.RunToEnd(master);

        Assert.Empty(accepted);
        Assert.DoesNotContain(_workers.Describe(master).Vertices[0].Subtasks, static subtask => subtask.Current.TaskManagerId == "b");
    }

    private void Add(params string[] workers)
    {
        foreach (var worker in workers)
        {
            _workers.Add(worker, 2);
        }
    }

    private JobMaster Start(string run, int parallelism, JobMasterSettings settings)
    {
        var master = _workers.Run(Sums(run, parallelism), settings);
        RunUntilAllRun(master);
        Assert.NotEmpty(_workers.TasksOf("b"));
        return master;
    }

    private void RunUntilAllRun(JobMaster master) => _workers.RunUntil(() => _workers.Describe(master).Vertices
        .All(static vertex => vertex.Subtasks.All(static subtask => subtask.Current.State == ExecutionState.Running)));

    private void Drain(string worker, TimeSpan grace) => _workers.Drain(worker, grace);

    private void Pass(TimeSpan time)
    {
        for (var end = _workers.Clock.GetUtcNow() + time; _workers.Clock.GetUtcNow() < end; _workers.Clock.Advance(TimeSpan.FromMilliseconds(10)))
        {
            for (var i = 0; i < 1_000 && _workers.Scheduler.Step(); i++)
            {
            }
        }
    }
}
