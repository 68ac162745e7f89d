using System.Buffers;

namespace Flink.Core.State;

/// <summary>Takes what an operator writes down in a snapshot: named entries of bytes.</summary>
/// <remarks>
/// Two kinds of entries. <em>Operator</em> entries form a list over all subtasks that is dealt out again on restore, so each must
/// stand for itself. <em>Keyed</em> entries belong to a key group and move with it. Used on the task's thread during
/// <see cref="Operators.Operator.Snapshot"/> only. Section buffers are valid until the next section is begun.
/// </remarks>
public abstract class StateWriter
{
    /// <summary>The checkpoint that the snapshot belongs to; grows with every one of a job, over restarts too. 0 outside of the engine.</summary>
    public virtual long CheckpointId => 0;

    /// <summary>Begins an entry of operator state under a name; several entries may share a name.</summary>
    public abstract IBufferWriter<byte> BeginOperatorEntry(string name);

    /// <summary>Begins the entry of a key group under a name; at most one a group and name.</summary>
    /// <param name="name">The state's name.</param>
    /// <param name="keyGroup">A key group that this subtask owns.</param>
    public abstract IBufferWriter<byte> BeginKeyedEntry(string name, int keyGroup);

    /// <summary>Goes on with the entry of a key group, whatever was written in between; begins it where there is none yet.</summary>
    /// <param name="name">The state's name.</param>
    /// <param name="keyGroup">A key group that this subtask owns.</param>
    /// <remarks>Who reads gets one entry: what was written to the group under the name, in the order in which it was written.</remarks>
    public abstract IBufferWriter<byte> ContinueKeyedEntry(string name, int keyGroup);

    /// <summary>Says how the entries of a name are written, for whoever restores them with another version of the program.</summary>
    /// <param name="name">The state's name.</param>
    /// <param name="schema">Copied; the same in every subtask.</param>
    public abstract void WriteSchema(string name, ReadOnlySpan<byte> schema);

    /// <summary>
    /// Says that every subtask will read the operator entries of a name that all subtasks wrote (<see cref="StateReader.UnionEntries"/>).
    /// No checkpoint is complete that would lack those of subtasks that have finished.
    /// </summary>
    /// <param name="name">The state's name.</param>
    /// <remarks>A writer to which all subtasks write, as those of tests, has nothing to do.</remarks>
    public virtual void DeclareUnion(string name)
    {
    }

    /// <summary>
    /// Takes a view of state as it is now, whose entries are written while the task goes on. The engine owns it from here on.
    /// </summary>
    public abstract void WriteLater(IFrozenState state);
}
