using Flink.Core.State;
using Flink.Core.Types;

namespace Flink.Streaming.Testing;

/// <summary>
/// A subtask's share of a snapshot: operator entries are dealt out round robin, keyed entries go to the owner of their key group.
/// What it hands out is overwritten when it is disposed, so that whoever kept a slice of it shows.
/// </summary>
public sealed class StateShare : StateReader, IDisposable
{
    private readonly IReadOnlyList<MemoryState> _states;
    private readonly int _subtask;
    private readonly int _parallelism;
    private readonly KeyGroupRange _keyGroups;
    private readonly List<byte[]> _lent = [];

    internal StateShare(IReadOnlyList<MemoryState> states, int subtask, int parallelism, int maxParallelism)
    {
        _states = states;
        _subtask = subtask;
        _parallelism = parallelism;
        _keyGroups = KeyGroups.RangeOf(subtask, maxParallelism, parallelism);
    }

    /// <inheritdoc/>
    public override IEnumerable<ReadOnlyMemory<byte>> OperatorEntries(string name) => _states
        .SelectMany(state => state.OperatorEntries(name))
        .Where((_, index) => index % _parallelism == _subtask)
        .Select(Lend);

    /// <inheritdoc/>
    public override IEnumerable<ReadOnlyMemory<byte>> UnionEntries(string name) =>
        _states.SelectMany(state => state.OperatorEntries(name)).Select(Lend);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Names =>
        [.. _states.SelectMany(state => state.Names).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override IEnumerable<(int KeyGroup, ReadOnlyMemory<byte> Entry)> KeyedEntries(string name) => _states
        .SelectMany(state => state.KeyedEntries(name))
        .Where(entry => _keyGroups.Contains(entry.KeyGroup))
        .Select(entry => (entry.KeyGroup, Lend(entry.Entry)));

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> ReadSchema(string name) =>
        _states.Select(state => state.Schema(name)).FirstOrDefault(schema => schema is not null) is { } found ? Lend(found) : default;

    /// <summary>Takes back what was lent.</summary>
    public void Dispose()
    {
        foreach (var bytes in _lent)
        {
            bytes.AsSpan().Fill(0xDD);
        }

        _lent.Clear();
    }

    private ReadOnlyMemory<byte> Lend(ReadOnlyMemory<byte> entry)
    {
        var bytes = entry.ToArray();
        _lent.Add(bytes);
        return bytes;
    }
}
