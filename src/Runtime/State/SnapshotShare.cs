using Flink.Core;
using Flink.Core.State;
using Flink.Core.Types;

namespace Flink.Runtime.State;

/// <summary>A subtask's share of the snapshots of all subtasks of an operator, whatever their number was.</summary>
/// <param name="checkpointId">The checkpoint that is restored.</param>
/// <param name="snapshots">Those of every subtask, in order; empty ones where this subtask has no share anyway.</param>
/// <param name="subtask">Index of the subtask that restores.</param>
/// <param name="parallelism">Subtasks now.</param>
/// <param name="maxParallelism">Key groups; the same as when the snapshots were written.</param>
/// <remarks>
/// Operator entries go back to the subtask that wrote them when there are as many as before, and are dealt out round robin otherwise;
/// keyed entries go to the owner of their key group.
/// </remarks>
public sealed class SnapshotShare(
    long checkpointId, IReadOnlyList<StoredSnapshot> snapshots, int subtask, int parallelism, int maxParallelism) : StateReader
{
    /// <summary>Whether no subtask whose state was read had written anything.</summary>
    public bool IsEmpty => snapshots.All(static snapshot => snapshot.IsEmpty);

    /// <inheritdoc/>
    public override long CheckpointId => checkpointId;

    /// <inheritdoc/>
    public override IEnumerable<ReadOnlyMemory<byte>> OperatorEntries(string name)
    {
        var keepsPlace = snapshots.Count == parallelism;
        var index = 0;
        for (var writer = 0; writer < snapshots.Count; writer++)
        {
            foreach (var entry in snapshots[writer].OperatorEntries(name))
            {
                var reader = keepsPlace ? writer : index++ % parallelism;
                if (reader == subtask)
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
        ReadOnlyMemory<byte> found = default;
        foreach (var snapshot in snapshots)
        {
            var schema = snapshot.Schema(name);
            if (schema.IsEmpty || schema.Span.SequenceEqual(found.Span))
            {
                continue;
            }

            // Which entry was written in which form is not known any more, and guessing would read one as the other.
            found = found.IsEmpty
                ? schema
                : throw new FlinkException(
                    $"State '{name}' was written in two forms: some subtasks wrote it as an earlier version of the program did, since they had not asked for it since. "
                    + "Restore with the parallelism that it was written with, and ask for the state in Open.");
        }

        return found;
    }
}
