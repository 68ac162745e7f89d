using Flink.Core.State;

namespace Flink.Streaming.State.OperatorState;

/// <summary>A state of the subtask as its backend sees it.</summary>
internal interface IOperatorState
{
    void Snapshot(StateWriter state, string name);

    void Restore(IReadOnlyList<byte[]> entries);
}
