namespace Flink.Core.State;

/// <summary>What a subtask gets back of an earlier snapshot: its share of the operator entries and the entries of its key groups.</summary>
/// <remarks>Used on the task's thread during <see cref="Operators.Operator.Restore"/> only; the memory is valid for that time.</remarks>
public abstract class StateReader
{
    /// <summary>The checkpoint that is restored: it was completed, whoever was told of that. 0 outside of the engine.</summary>
    public virtual long CheckpointId => 0;

    /// <summary>This subtask's share of the operator entries of a name, in the order they were written; empty when there are none.</summary>
    public abstract IEnumerable<ReadOnlyMemory<byte>> OperatorEntries(string name);

    /// <summary>The operator entries of a name that all subtasks wrote, in the order of the subtasks; the same for every reader.</summary>
    public abstract IEnumerable<ReadOnlyMemory<byte>> UnionEntries(string name);

    /// <summary>Every name under which any subtask wrote entries or a schema, in ordinal order.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>The entries of this subtask's key groups under a name.</summary>
    public abstract IEnumerable<(int KeyGroup, ReadOnlyMemory<byte> Entry)> KeyedEntries(string name);

    /// <summary>What <see cref="StateWriter.WriteSchema"/> wrote for a name; empty when it wrote nothing.</summary>
    public abstract ReadOnlyMemory<byte> ReadSchema(string name);
}
