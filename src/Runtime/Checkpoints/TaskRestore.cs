using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Core.Types;
using Flink.Runtime.State;

namespace Flink.Runtime.Checkpoints;

/// <summary>What a task starts from; travels with its deployment, and names only what the task reads.</summary>
/// <param name="CheckpointId">The checkpoint.</param>
/// <param name="Operators">What the checkpoint has of the operators of the task's chain.</param>
/// <param name="IsFinished">Whether the task had finished: it has nothing to process and nothing to emit.</param>
public sealed record TaskRestore(long CheckpointId, IReadOnlyDictionary<OperatorId, OperatorRestore> Operators, bool IsFinished)
{
    /// <summary>Reads what the subtask needs. Blocks.</summary>
    /// <exception cref="Core.FlinkException">Some of it is not there, or damaged; names the file.</exception>
    public IReadOnlyDictionary<OperatorId, SnapshotShare> Load(JobVertex vertex, int subtask, FileSystemRegistry fileSystems)
    {
        var shares = new Dictionary<OperatorId, SnapshotShare>();
        var groups = KeyGroups.RangeOf(subtask, vertex.MaxParallelism, vertex.Parallelism);
        foreach (var node in vertex.Operators)
        {
            var restore = Operators.GetValueOrDefault(node.Id);
            var snapshots = new StoredSnapshot[restore?.Writers ?? 0];
            Array.Fill(snapshots, StoredSnapshot.Empty);
            foreach (var (writer, state) in restore?.States ?? [])
            {
                snapshots[writer] = StateFiles.Read(state, fileSystems, groups);
            }

            shares.Add(node.Id, new SnapshotShare(CheckpointId, snapshots, subtask, vertex.Parallelism, vertex.MaxParallelism));
        }

        return shares;
    }
}
