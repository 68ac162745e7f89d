using Flink.Runtime.ResourceManager;
using Flink.Runtime.Slots;

namespace Flink.Simulation.Tests.Cluster;

/// <summary>What must hold of slots at any time, in a world whose jobs ask for sizes: looked at every half second.</summary>
/// <param name="cluster">The world.</param>
/// <param name="jobs">Its jobs.</param>
internal sealed class SlotProperties(SimulatedCluster cluster, SimulatedJob[] jobs)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>How often two subtasks were seen together.</summary>
    public int Pairs { get; private set; }

    /// <summary>Slots that were seen.</summary>
    public int Slots { get; private set; }

    public void Begin() => cluster.Network.After(Pause, () =>
    {
        CheckSizes();
        Array.ForEach(jobs, CheckCoLocation);
        Begin();
    });

    private void CheckSizes()
    {
        foreach (var executor in cluster.Executors)
        {
            var used = executor.Slots.Aggregate(ResourceProfile.Zero, (sum, slot) => sum.Add(cluster.WorkerKind.Resolve(slot.Need)));
            Slots += executor.Slots.Count;
            Require(cluster.WorkerKind.Total.Covers(used), $"a worker has {cluster.WorkerKind.Total}, and its slots {used}");
        }
    }

    // Source and sink are one region: where they run at the same attempt, they were deployed together.
    private void CheckCoLocation(SimulatedJob job)
    {
        if (job.Sizes is not SlotSizes.CoLocated)
        {
            return;
        }

        var tasks = cluster.Executors.SelectMany(static executor => executor.Slots)
            .SelectMany(static slot => slot.Tasks, static (slot, task) => (Task: task, Slot: slot)).Where(one => one.Task.Job == job.Id).ToList();
        foreach (var source in tasks.Where(static one => one.Task.Vertex == SimulatedJob.Source))
        {
            foreach (var sink in tasks.Where(one => one.Task.Vertex == SimulatedJob.Sink && (one.Task.Subtask, one.Task.Attempt) == (source.Task.Subtask, source.Task.Attempt)))
            {
                Pairs++;
                Require(sink.Slot == source.Slot, $"{source.Task} and {sink.Task} are co-located and run in two slots");
            }
        }
    }

    private void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"{message}\n{cluster.Network.Trace}");
        }
    }
}
