using Flink.Core.State;

namespace Flink.Streaming.State.OperatorState;

/// <summary>A state of the subtask as its backend sees it.</summary>
internal interface IOperatorState
{
    void Snapshot(StateWriter state, string name);

    /// <param name="entries">What was written.</param>
    /// <param name="types">How it was written.</param>
    void Restore(IReadOnlyList<byte[]> entries, StateTypes types);
}
