using Flink.Core.FileSystems;
using Flink.Core.Graph;
using Flink.Core.Types;
using Flink.Runtime.State;

namespace Flink.Runtime.Checkpoints;

/// <summary>What a task starts from.</summary>
/// <param name="CheckpointId">The checkpoint.</param>
/// <param name="Operators">What the checkpoint has of the operators of the task's chain.</param>
/// <param name="IsFinished">Whether the task had finished: it has nothing to process and nothing to emit.</param>
public sealed record TaskRestore(long CheckpointId, IReadOnlyDictionary<OperatorId, OperatorState> Operators, bool IsFinished)
{
    /// <summary>Reads what one subtask needs. Blocks.</summary>
    /// <exception cref="Core.FlinkException">Some of it is not there, or damaged; names the file.</exception>
    public IReadOnlyDictionary<OperatorId, SnapshotShare> Load(JobVertex vertex, int subtask, FileSystemRegistry fileSystems)
    {
        var shares = new Dictionary<OperatorId, SnapshotShare>();
        foreach (var node in vertex.Operators)
        {
            var snapshots = new List<StoredSnapshot>();
            foreach (var (writer, state) in (Operators.GetValueOrDefault(node.Id)?.Subtasks ?? []).Index())
            {
                var parallelism = Operators[node.Id].Subtasks.Count;
                snapshots.Add(state.State is { } handle && Needs(handle.Shape, writer, parallelism, vertex, subtask)
                    ? StateFiles.Read(handle, fileSystems)
                    : StoredSnapshot.Empty);
            }

            shares.Add(node.Id, new SnapshotShare(CheckpointId, snapshots, subtask, vertex.Parallelism, vertex.MaxParallelism));
        }

        return shares;
    }

    private static bool Needs(StateShape shape, int writer, int writers, JobVertex vertex, int subtask)
    {
        // Operator entries of all may be asked for by each, and to know which are dealt to it, a subtask counts those of the others.
        if (writers == vertex.Parallelism)
        {
            return writer == subtask || shape.HasOperatorEntries;
        }

        var own = KeyGroups.RangeOf(subtask, vertex.MaxParallelism, vertex.Parallelism);
        return shape.HasOperatorEntries || (shape.KeyGroups.Start < own.End && own.Start < shape.KeyGroups.End);
    }
}
