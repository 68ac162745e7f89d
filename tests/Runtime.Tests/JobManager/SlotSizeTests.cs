using Flink.Core.Configuration;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Runtime.JobManager;
using Flink.Runtime.Memory;
using Flink.Runtime.Network;
using Flink.Runtime.Network.InProcess;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Slots;
using Flink.Runtime.TaskManager;
using Flink.Runtime.Tests.Checkpoints;
using Flink.Streaming;
using Flink.Streaming.Sources;
using Microsoft.Extensions.Time.Testing;
using static Flink.Runtime.Tests.JobManager.LedgerJobs;

namespace Flink.Runtime.Tests.JobManager;

public class SlotSizeTests
{
    private static readonly ResourceProfile Large = new(2, 100L << 20, managed: 40L << 20);
    private readonly Workers _workers = new();

    [Fact]
    public void Subtasks_run_in_slots_of_the_size_of_their_group_and_have_its_managed_memory()
    {
        const string Run = nameof(Subtasks_run_in_slots_of_the_size_of_their_group_and_have_its_managed_memory);
        _workers.Add("small", 2);
        _workers.Add("large", 2, Large);
        var ledger = Begin(Run);

        var master = _workers.Run(Sums(Run, managedMegabytes: 40), Restarting());
        _workers.RunUntil(() => master.Checkpoints.Completed >= 1);

        Assert.All(_workers.TasksOf("large"), static task => Assert.StartsWith("Keyed Reduce", task.Name, StringComparison.Ordinal));
        Assert.All(_workers.TasksOf("large"), static task => Assert.Equal(40L << 20, task.ManagedMemory.Limit));
        Assert.All(_workers.TasksOf("small"), static task => Assert.Equal(new TaskManagerSettings().ManagedMemory / 2, task.ManagedMemory.Limit));
        Assert.Equal(2, _workers.TasksOf("large").Select(static task => task.ManagedMemory).Distinct().Count());
        Assert.Equal(JobStatus.Finished, _workers.RunToEnd(master).Status);
        Assert.Equal(Enumerable.Range(1, 5000).Select(static number => (long)number), ledger.Records.Order());
    }

    [Fact]
    public void Job_whose_slots_do_not_come_names_its_groups_and_their_sizes()
    {
        const string Run = nameof(Job_whose_slots_do_not_come_names_its_groups_and_their_sizes);
        _workers.Add("small", 2);
        Begin(Run);

        var result = _workers.RunToEnd(_workers.Run(Sums(Run, managedMegabytes: 40), new JobMasterSettings { SlotRequestTimeout = TimeSpan.FromSeconds(5) }));

        Assert.Equal(JobStatus.Failed, result.Status);
        Assert.StartsWith(
            "Job 'sums' needs 4 slots and has 2 (2 of 2 cores, 100 mb heap, 0 bytes off-heap, 40 mb managed memory each for slot-sharing group 'heavy'): the others did not come within 5 s",
            result.Failure!.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Keyed_state_of_a_group_without_managed_memory_fails_with_what_to_do()
    {
        const string Run = nameof(Keyed_state_of_a_group_without_managed_memory_fails_with_what_to_do);
        _workers.Add("small", 2);
        _workers.Add("large", 2, new ResourceProfile(2, 100L << 20));
        Begin(Run);

        var result = _workers.RunToEnd(_workers.Run(Sums(Run, managedMegabytes: 0)));

        Assert.Equal(JobStatus.Failed, result.Status);
        Assert.Contains(
            "0 of 0 in use in a slot of slot-sharing group 'heavy' of job 'sums'. Give the group more (SlotSharingGroupBuilder.SetManagedMemory)",
            result.Failure!.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Channels_of_a_slot_fit_the_network_memory_of_its_group()
    {
        const long Share = 100_000;
        const string Run = nameof(Channels_of_a_slot_fit_the_network_memory_of_its_group);
        var graph = Sums(Run, managedMegabytes: 1);
        var memory = new NetworkMemory(64L << 20);
        var wires = new InProcessWires(new SteppedScheduler(new FakeTimeProvider()));
        using var channels = new JobChannels(graph, memory, wires.Add("a"), static group => group == "heavy" ? Share : 32L << 20);

        foreach (var vertex in graph.Vertices.Where(static vertex => vertex.SlotSharingGroup == "heavy"))
        {
            channels.Open(new ExecutionId(graph.Id, vertex.Id, 0, 0));
        }

        Assert.InRange(memory.Reserved, 1, Share);
    }

    // Sources and sinks in the default group, what keeps state in one with a size.
    private static JobGraph Sums(string run, int managedMegabytes)
    {
        var environment = new StreamExecutionEnvironment(FlinkConfiguration.Empty).SetParallelism(2);
        environment.FromSource(
                new GeneratorSource<long>(static index => index + 1, new GeneratorOptions<long> { Count = 5000, RecordsPerSecond = 20_000 }), "numbers")
            .KeyBy(static number => number)
            .Reduce(static (first, _) => first)
            .SlotSharingGroup(SlotSharingGroup.NewBuilder("heavy").SetCpuCores(2).SetTaskHeapMemoryMB(100).SetManagedMemoryMB(managedMegabytes).Build())
            .SinkTo(Ledger.Sink(run)).Uid("ledger").SlotSharingGroup("default");
        return environment.GetJobGraph("sums");
    }
}
