using Flink.Core.Graph;

namespace Flink.Streaming.Testing;

/// <summary>A snapshot of everything that a harness runs: restore it into a harness of the same program, with the same parallelism or another.</summary>
public sealed class HarnessSnapshot
{
    private readonly Dictionary<OperatorId, OperatorState> _operators;

    internal HarnessSnapshot(IEnumerable<OperatorState> operators) => _operators = operators.ToDictionary(one => one.Id);

    /// <summary>False as long as frozen state waits for <see cref="Complete"/>.</summary>
    public bool IsComplete => !States.Any(state => state.HasFrozen);

    /// <summary>Entries of operator state, over all operators and subtasks.</summary>
    public int OperatorEntryCount => States.Sum(state => state.OperatorEntryCount);

    /// <summary>Entries of keyed state, over all operators and subtasks.</summary>
    public int KeyedEntryCount => States.Sum(state => state.KeyedEntryCount);

    /// <summary>Bytes of all entries.</summary>
    public long Size => States.Sum(state => state.Size);

    internal IEnumerable<OperatorState> Operators => _operators.Values;

    private IEnumerable<MemoryState> States => _operators.Values.SelectMany(one => one.Subtasks);

    /// <summary>Writes the state that was frozen when the snapshot was taken, on another thread than the operator's.</summary>
    /// <returns>This snapshot.</returns>
    public HarnessSnapshot Complete(CancellationToken cancellation = default)
    {
        foreach (var state in States)
        {
            state.WriteFrozen(cancellation);
        }

        return this;
    }

    internal OperatorState? Find(OperatorId id) => _operators.GetValueOrDefault(id);

    internal void Abandon()
    {
        foreach (var state in States)
        {
            state.Dispose();
        }
    }

    internal sealed record OperatorState(OperatorId Id, string Name, int MaxParallelism, IReadOnlyList<MemoryState> Subtasks);
}
