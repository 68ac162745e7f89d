using Flink.Runtime.Slots;

namespace Flink.Runtime.JobManager.Slots;

/// <summary>Deals the subtasks of a job out to shared slots: a slot-sharing group takes as many as its widest vertex has subtasks.</summary>
/// <remarks>
/// Subtask i of n goes to slot i * slots / n, for which reason the partners of a pointwise exchange meet, narrow vertices spread over
/// the slots, and subtasks with equal indices of vertices of equal width are always together (Flink's co-location constraint).
/// </remarks>
internal static class SlotSharing
{
    /// <summary>Gives every subtask its shared slot.</summary>
    public static void Assign(ExecutionGraph graph)
    {
        var groups = new Dictionary<string, SharedSlot[]>(StringComparer.Ordinal);
        foreach (var group in graph.Job.Vertices.GroupBy(static vertex => vertex.SlotSharingGroup, StringComparer.Ordinal))
        {
            var slots = new SharedSlot[group.Max(static vertex => vertex.Parallelism)];
            for (var i = 0; i < slots.Length; i++)
            {
                slots[i] = new SharedSlot(ResourceProfile.Unknown);
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
