using Flink.Core;
using Flink.Core.Graph;
using Flink.Runtime.Slots;

namespace Flink.Runtime.JobManager.Slots;

/// <summary>Deals the subtasks of a job out to shared slots: a slot-sharing group takes as many as its widest vertex has subtasks.</summary>
/// <remarks>
/// Subtask i of n goes to slot i * slots / n, for which reason the partners of a pointwise exchange meet, narrow vertices spread over
/// the slots, and subtasks with equal indices of vertices of equal width are always together. That is what co-location groups ask for: a subtask
/// keeps its shared slot over all restarts, and that one has one slot at a time.
/// </remarks>
internal static class SlotSharing
{
    /// <summary>Whether vertices of each co-location group can be together in every slot.</summary>
    /// <exception cref="FlinkException">Two of them have different parallelisms or slot-sharing groups.</exception>
    public static void CheckCoLocation(JobGraph job)
    {
        foreach (var group in job.Vertices.SelectMany(static vertex => vertex.CoLocationGroups, static (vertex, key) => (Key: key, Vertex: vertex)).GroupBy(static one => one.Key, static one => one.Vertex))
        {
            var first = group.First();
            if (group.FirstOrDefault(other => other.Parallelism != first.Parallelism || other.SlotSharingGroup != first.SlotSharingGroup) is { } other)
            {
                throw new FlinkException(
                    $"Vertices '{first.Name}' and '{other.Name}' of job '{job.Name}' are in co-location group '{group.Key}' and cannot meet in each slot: they need one parallelism ({first.Parallelism} and {other.Parallelism}) "
                    + $"and one slot-sharing group ('{first.SlotSharingGroup}' and '{other.SlotSharingGroup}').");
            }
        }
    }

    /// <summary>How many slots of which size the slot-sharing groups take that say so, as a part of a sentence; empty where none does.</summary>
    public static string DescribeSizes(JobGraph job)
    {
        var sizes = job.Vertices
            .GroupBy(static vertex => vertex.SlotSharingGroup, StringComparer.Ordinal)
            .Where(group => job.SlotResources.ContainsKey(group.Key))
            .Select(group => $"{group.Max(static vertex => vertex.Parallelism)} of {job.SlotResources[group.Key]} each for slot-sharing group '{group.Key}'");
        var text = string.Join("; ", sizes);
        return text.Length == 0 ? "" : $" ({text})";
    }

    /// <summary>Gives every subtask its shared slot.</summary>
    public static void Assign(ExecutionGraph graph)
    {
        var groups = new Dictionary<string, SharedSlot[]>(StringComparer.Ordinal);
        foreach (var group in graph.Job.Vertices.GroupBy(static vertex => vertex.SlotSharingGroup, StringComparer.Ordinal))
        {
            var need = ResourceProfile.Of(graph.Job.SlotResources.GetValueOrDefault(group.Key));
            var slots = new SharedSlot[group.Max(static vertex => vertex.Parallelism)];
            for (var i = 0; i < slots.Length; i++)
            {
                slots[i] = new SharedSlot(need);
            }

            groups.Add(group.Key, slots);
        }

        foreach (var subtask in graph.Subtasks)
        {
            var slots = groups[subtask.Vertex.SlotSharingGroup];
            subtask.SharedSlot = slots[(int)((long)subtask.Index * slots.Length / subtask.Vertex.Parallelism)];
            subtask.SharedSlot.Subtasks.Add(subtask);
        }
    }
}
