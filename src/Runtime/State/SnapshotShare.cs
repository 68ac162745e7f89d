using Flink.Core.State;
using Flink.Core.Types;

namespace Flink.Runtime.State;

/// <summary>A subtask's share of the snapshots of all subtasks of an operator, whatever their number was.</summary>
/// <param name="snapshots">Those of every subtask, in order.</param>
/// <param name="subtask">Index of the subtask that restores.</param>
/// <param name="parallelism">Subtasks now.</param>
/// <param name="maxParallelism">Key groups; the same as when the snapshots were written.</param>
/// <remarks>Operator entries are dealt out round robin; keyed entries go to the owner of their key group.</remarks>
public sealed class SnapshotShare(IReadOnlyList<OperatorSnapshot> snapshots, int subtask, int parallelism, int maxParallelism) : StateReader
{
    /// <inheritdoc/>
    public override IEnumerable<ReadOnlyMemory<byte>> OperatorEntries(string name)
    {
        var index = 0;
        foreach (var snapshot in snapshots)
        {
            foreach (var entry in snapshot.OperatorEntries(name))
            {
                if (index++ % parallelism == subtask)
                {
                    yield return entry;
                }
            }
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<ReadOnlyMemory<byte>> UnionEntries(string name) => snapshots.SelectMany(snapshot => snapshot.OperatorEntries(name));

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names =>
        [.. snapshots.SelectMany(snapshot => snapshot.Names).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override IEnumerable<(int KeyGroup, ReadOnlyMemory<byte> Entry)> KeyedEntries(string name)
    {
        foreach (var snapshot in snapshots)
        {
            foreach (var (keyGroup, entry) in snapshot.KeyedEntries(name))
            {
                if (KeyGroups.OperatorIndex(keyGroup, maxParallelism, parallelism) == subtask)
                {
                    yield return (keyGroup, entry);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> ReadSchema(string name)
    {
        foreach (var snapshot in snapshots)
        {
            if (snapshot.Schema(name) is { IsEmpty: false } schema)
            {
                return schema;
            }
        }

        return default;
    }
}
