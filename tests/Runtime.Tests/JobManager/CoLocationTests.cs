using Flink.Core;
using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.JobManager;
using Flink.Runtime.Tests.Checkpoints;
using Flink.Streaming;
using Flink.Streaming.Sources;
using static Flink.Runtime.Tests.JobManager.LedgerJobs;

namespace Flink.Runtime.Tests.JobManager;

/// <summary>Two pipelines without an edge between them, so that each subtask is a region of its own. Workers have one slot: who is on the same worker is in the same slot.</summary>
public class CoLocationTests
{
    private const int Parallelism = 3;
    private readonly Workers _workers = new();

    public CoLocationTests()
    {
        foreach (var worker in new[] { "a", "b", "c", "d" })
        {
            _workers.Add(worker, 1);
        }
    }

    [Fact]
    public void Co_located_subtasks_share_a_slot_and_find_one_together_when_it_is_lost()
    {
        const string Run = nameof(Co_located_subtasks_share_a_slot_and_find_one_together_when_it_is_lost);
        Begin(Run);
        var master = _workers.Run(TwoPipelines(Run), Restarting());
        _workers.RunUntil(() => master.Checkpoints.Completed >= 1);
        AssertTogether(master);

        _workers.Kill("b");
        _workers.RunUntil(() => master.Restarts == 1 && master.Status == JobStatus.Running && AllRun(master));

        Assert.Contains("d", AssertTogether(master));
        _workers.RunToEnd(master);
    }

    [Fact]
    public void Subtask_that_starts_over_alone_comes_back_to_the_slot_where_the_other_runs()
    {
        const string Run = nameof(Subtask_that_starts_over_alone_comes_back_to_the_slot_where_the_other_runs);
        Begin(Run);
        var master = _workers.Run(TwoPipelines(Run), Restarting());
        _workers.RunUntil(() => master.Checkpoints.Completed >= 1 && AllRun(master));
        var before = AssertTogether(master);
        var other = AttemptsOf(master, 1);

        var failed = _workers.TasksOf(before[0]).First(task => task.Name.Contains("first", StringComparison.Ordinal));
        failed.Cancel();
        _workers.RunUntil(() => master.Restarts == 1 && master.Status == JobStatus.Running && AllRun(master));

        Assert.Equal(before, AssertTogether(master));
        Assert.Equal(other, AttemptsOf(master, 1));
        Assert.Equal(1, AttemptsOf(master, 0)[failed.Deployment.Execution.Subtask]);
        _workers.RunToEnd(master);
    }

    [Fact]
    public void Graph_whose_co_located_vertices_cannot_meet_is_refused()
    {
        const string Run = nameof(Graph_whose_co_located_vertices_cannot_meet_is_refused);
        Begin(Run);
        var graph = TwoPipelines(Run);
        var narrow = new JobVertex
        {
            Name = "narrow",
            Operators = graph.Vertices[1].Operators,
            Chain = graph.Vertices[1].Chain,
            Parallelism = 1,
            MaxParallelism = 128,
            CoLocationGroups = ["pair"],
        };
        var broken = new JobGraph { Id = graph.Id, Name = "broken", Vertices = [graph.Vertices[0], narrow], Edges = [] };

        var result = _workers.RunToEnd(_workers.Run(broken));

        Assert.Equal(JobStatus.Failed, result.Status);
        Assert.Contains("'narrow' of job 'broken' are in co-location group 'pair' and cannot meet in each slot", result.Failure!.Message, StringComparison.Ordinal);
    }

    private static JobGraph TwoPipelines(string run)
    {
        var environment = new StreamExecutionEnvironment(FlinkConfiguration.Empty).SetParallelism(Parallelism);
        foreach (var name in new[] { "first", "second" })
        {
            environment.FromSource(
                    new GeneratorSource<long>(static index => index + 1, new GeneratorOptions<long> { Count = 3000, RecordsPerSecond = 20_000 }), name)
                .SetCoLocationGroupKey("pair")
                .SinkTo(Ledger.Sink(run)).Uid(name);
        }

        return environment.GetJobGraph("two pipelines");
    }

    private string[] AssertTogether(JobMaster master)
    {
        var places = _workers.Describe(master).Vertices
            .Select(static vertex => vertex.Subtasks.Select(static subtask => subtask.Current.TaskManagerId!).ToArray()).ToArray();
        Assert.Equal(2, places.Length);
        Assert.Equal(places[0], places[1]);
        Assert.Equal(Parallelism, places[0].Distinct().Count());
        return places[0];
    }

    private int[] AttemptsOf(JobMaster master, int vertex) =>
        [.. _workers.Describe(master).Vertices[vertex].Subtasks.Select(static subtask => subtask.Current.Attempt)];

    private bool AllRun(JobMaster master) => _workers.Describe(master).Vertices
        .All(static vertex => vertex.Subtasks.All(static subtask => subtask.Current.State == Flink.Runtime.TaskManager.ExecutionState.Running));
}
