using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.JobManager;
using Flink.Runtime.JobManager.Failover;
using Flink.Runtime.TaskManager;
using Flink.Runtime.Tests.Checkpoints;
using Flink.Streaming;
using Flink.Streaming.Sources;
using static Flink.Runtime.Tests.JobManager.LedgerJobs;

namespace Flink.Runtime.Tests.JobManager;

public class RegionFailoverTests
{
    private readonly Workers _workers = new();

    [Fact]
    public void Job_runs_over_several_workers_and_its_result_is_exact()
    {
        _workers.Add("a", 1);
        _workers.Add("b", 2);
        var ledger = Begin(nameof(Job_runs_over_several_workers_and_its_result_is_exact));

        var master = _workers.Run(Sums(nameof(Job_runs_over_several_workers_and_its_result_is_exact), 3), Restarting());
        _workers.RunUntil(() => master.Status == JobStatus.Running && _workers.TasksOf("a").Any() && _workers.TasksOf("b").Any());
        var result = _workers.RunToEnd(master);

        Assert.True(result.Status == JobStatus.Finished, result.Failure?.ToString());
        Assert.Equal(Enumerable.Range(1, 5000).Select(static number => (long)number), ledger.Records.Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Job_goes_on_from_its_checkpoint_on_other_slots_when_a_worker_is_lost(int checkpoints)
    {
        var run = $"{nameof(Job_goes_on_from_its_checkpoint_on_other_slots_when_a_worker_is_lost)}-{checkpoints}";
        _workers.Add("a", 2);
        _workers.Add("b", 2);
        _workers.Add("c", 2);
        var ledger = Begin(run);

        var master = _workers.Run(Sums(run, 4), Restarting());
        _workers.RunUntil(() => master.Checkpoints.Completed >= checkpoints);
        _workers.Kill("b");
        var result = _workers.RunToEnd(master);

        Assert.True(result.Status == JobStatus.Finished, result.Failure?.ToString());
        Assert.Equal(1, master.Restarts);
        Assert.Contains("TaskManager b (b) was lost: It was killed.", result.LastRestartCause!.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 5000).Select(static number => (long)number), ledger.Records.Order());
    }

    [Fact]
    public void Need_for_slots_stays_while_a_job_restarts()
    {
        const string Run = nameof(Need_for_slots_stays_while_a_job_restarts);
        _workers.Add("a", 2);
        _workers.Add("b", 2);
        _workers.Add("c", 2);
        Begin(Run);

        var master = _workers.Run(Sums(Run, 4), Restarting());
        _workers.RunUntil(() => master.Checkpoints.Completed >= 1);
        var before = _workers.Declared.Count;
        _workers.Kill("b");
        _workers.RunUntil(() => master.Restarts == 1 && master.Status == JobStatus.Running);

        Assert.All(_workers.Declared.SkipLast(before), static need => Assert.Equal(4, need));
        _workers.RunToEnd(master);
        Assert.Equal(0, _workers.Declared[0]);
    }

    [Fact]
    public void Failure_of_one_pipeline_leaves_the_others_running_and_each_record_counts_once()
    {
        const string Run = nameof(Failure_of_one_pipeline_leaves_the_others_running_and_each_record_counts_once);
        _workers.Add("a", 1);
        _workers.Add("b", 1);
        _workers.Add("c", 1);
        _workers.Add("d", 1);
        var ledger = Begin(Run);

        var master = _workers.Run(Pipelines(Run, 3), Restarting());
        _workers.RunUntil(() => master.Checkpoints.Completed >= 2);
        _workers.Kill("b");
        _workers.RunUntil(() => master.Status == JobStatus.Restarting);
        var statesMeanwhile = Describe(master).Vertices[0].Subtasks.Select(static subtask => (subtask.Current.Attempt, subtask.Current.State)).ToList();
        var result = _workers.RunToEnd(master);

        Assert.Equal(1, statesMeanwhile.Count(static state => state.State == ExecutionState.Failed));
        Assert.Equal(2, statesMeanwhile.Count(static state => state is (0, ExecutionState.Running)));
        Assert.True(result.Status == JobStatus.Finished, result.Failure?.ToString());
        Assert.Equal([0, 0, 1], Describe(master).Vertices[0].Subtasks.Select(static subtask => subtask.Current.Attempt).Order());
        Assert.Equal(Enumerable.Range(1, 3000).Select(static number => (long)number), ledger.Records.Order());
    }

    [Fact]
    public void Pipeline_that_starts_afresh_gets_back_what_its_reader_had_been_assigned()
    {
        const string Run = nameof(Pipeline_that_starts_afresh_gets_back_what_its_reader_had_been_assigned);
        _workers.Add("a", 1);
        _workers.Add("b", 1);
        _workers.Add("c", 1);
        var ledger = Begin(Run);

        var master = _workers.Run(Pipelines(Run, 2), Restarting() with { Checkpoints = new CheckpointSettings { Interval = TimeSpan.FromHours(1) } });
        _workers.RunUntil(() => master.Status == JobStatus.Running && Describe(master).Vertices[0].Subtasks.All(static subtask => subtask.Current.State == ExecutionState.Running));
        for (var i = 0; i < 300; i++)
        {
            _workers.Scheduler.Step();
        }

        Assert.Equal(0, master.Checkpoints.Completed);
        _workers.Kill("a");
        var result = _workers.RunToEnd(master);

        Assert.True(result.Status == JobStatus.Finished, result.Failure?.ToString());
        Assert.Equal([0, 1], Describe(master).Vertices[0].Subtasks.Select(static subtask => subtask.Current.Attempt).Order());

        Assert.Equal(Enumerable.Range(1, 3000).Select(static number => (long)number), ledger.Records.Order());
    }

    [Fact]
    public void Full_failover_strategy_starts_over_what_has_nothing_to_do_with_the_failure()
    {
        const string Run = nameof(Full_failover_strategy_starts_over_what_has_nothing_to_do_with_the_failure);
        _workers.Add("a", 1);
        _workers.Add("b", 1);
        _workers.Add("c", 1);
        Begin(Run);

        var master = _workers.Run(Pipelines(Run, 2), Restarting() with { RestartsWholeJob = true });
        _workers.RunUntil(() => master.Checkpoints.Completed >= 1);
        _workers.Kill("a");
        var result = _workers.RunToEnd(master);

        Assert.Equal([1, 1], Describe(master).Vertices[0].Subtasks.Select(static subtask => subtask.Current.Attempt));
    }

    [Fact]
    public void Details_tell_where_tasks_ran_when_they_moved_and_why_the_job_started_over()
    {
        const string Run = nameof(Details_tell_where_tasks_ran_when_they_moved_and_why_the_job_started_over);
        _workers.Add("a", 1);
        _workers.Add("b", 1);
        _workers.Add("c", 1);
        Begin(Run);

        var master = _workers.Run(Pipelines(Run, 2), Restarting());
        _workers.RunUntil(() => master.Checkpoints.Completed >= 1);
        _workers.Kill("a");
        var result = _workers.RunToEnd(master);
        var details = Describe(master);

        var moved = details.Vertices[0].Subtasks.Single(static subtask => subtask.Current.Attempt == 1);
        Assert.Equal("a", moved.Earlier.Single().TaskManagerId);
        Assert.Equal("c", moved.Current.TaskManagerId);
        Assert.Equal(ExecutionState.Failed, moved.Earlier.Single().State);
        Assert.True(moved.Current.Entered[ExecutionState.Finished] >= moved.Current.Entered[ExecutionState.Running]);
        Assert.Equal(details.Vertices[0].Subtasks.Count, details.Vertices[0].Subtasks.Count(static subtask => subtask.Current.Figures is not null));
        var failure = details.Failures.Single();
        Assert.Equal(("Flink.Core.FlinkException", "a"), (failure.ExceptionName, failure.TaskManagerId));
        Assert.EndsWith("- execution #0", failure.TaskName, StringComparison.Ordinal);
        Assert.Equal(JobStatus.Finished, details.Status);
        Assert.Contains(JobStatus.Restarting, details.Entered.Keys);
    }

    [Fact]
    public void Job_that_gets_no_slots_fails_with_what_to_do()
    {
        _workers.Add("a", 1);
        Begin("none");
        var master = _workers.Run(Sums("none", 3), new JobMasterSettings { SlotRequestTimeout = TimeSpan.FromSeconds(30) });

        var result = _workers.RunToEnd(master);

        Assert.Equal(
            "Job 'sums' needs 3 slots and has 1: the others did not come within 30 s ('slot.request.timeout'). Start more TaskManagers, raise taskmanager.numberOfTaskSlots, or lower the parallelism.",
            result.Failure!.Message);
        Assert.Empty(_workers.TasksOf("a"));
    }

    [Theory]
    [InlineData(false, "Workers could not be started: exit code 127")]
    [InlineData(true, "Start more TaskManagers")]
    public void Job_that_gets_no_slots_says_why_unless_the_reason_is_gone(bool isGone, string expected)
    {
        _workers.Add("a", 1);
        Begin("none");
        var master = _workers.Run(Sums("none", 3), new JobMasterSettings { SlotRequestTimeout = TimeSpan.FromSeconds(30) });
        master.Post(() => master.SlotsAreDelayed("Workers could not be started: exit code 127"));
        if (isGone)
        {
            master.Post(() => master.SlotsAreDelayed(null));
        }

        var result = _workers.RunToEnd(master);

        Assert.Contains(expected, result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Job_that_waits_for_slots_starts_when_a_worker_comes()
    {
        _workers.Add("a", 1);
        Begin("late");
        var master = _workers.Run(Sums("late", 3));
        _workers.Scheduler.RunUntilIdle();
        Assert.Empty(_workers.TasksOf("a"));

        _workers.Add("b", 2);
        var result = _workers.RunToEnd(master);

        Assert.Equal(JobStatus.Finished, result.Status);
        Assert.Equal(0, _workers.Declared[0]);
        Assert.Equal(3, _workers.Declared.Max());
    }

    private JobDetails Describe(JobMaster master) => _workers.Describe(master);
}
