using System.Buffers;
using Flink.Core.State;
using Flink.Core.Types;

namespace Flink.Streaming.Tests.Harness;

/// <summary>A snapshot in memory: what subtasks wrote, and the share of it that a subtask of another execution gets.</summary>
public sealed class MemoryState : StateWriter
{
    private readonly List<(string Name, ArrayBufferWriter<byte> Bytes)> _operatorEntries = [];
    private readonly List<(string Name, int Group, ArrayBufferWriter<byte> Bytes)> _keyedEntries = [];

    private readonly Dictionary<string, byte[]> _schemas = new(StringComparer.Ordinal);

    public int OperatorEntryCount => _operatorEntries.Count;

    public int KeyedEntryCount => _keyedEntries.Count;

    public override IBufferWriter<byte> BeginOperatorEntry(string name)
    {
        _operatorEntries.Add((name, new ArrayBufferWriter<byte>()));
        return _operatorEntries[^1].Bytes;
    }

    public override IBufferWriter<byte> BeginKeyedEntry(string name, int keyGroup)
    {
        _keyedEntries.Add((name, keyGroup, new ArrayBufferWriter<byte>()));
        return _keyedEntries[^1].Bytes;
    }

    public override void WriteSchema(string name, ReadOnlySpan<byte> schema) => _schemas[name] = schema.ToArray();

    public override void WriteLater(IFrozenState state)
    {
        using (state)
        {
            state.Write(this, CancellationToken.None);
        }
    }

    public StateReader ShareOf(int subtask, int parallelism, int maxParallelism) =>
        new Share(this, subtask, parallelism, KeyGroups.RangeOf(subtask, maxParallelism, parallelism));

    private sealed class Share(MemoryState state, int subtask, int parallelism, KeyGroupRange range) : StateReader
    {
        public override IEnumerable<ReadOnlyMemory<byte>> OperatorEntries(string name) => state._operatorEntries
            .Where((entry, index) => entry.Name == name && index % parallelism == subtask)
            .Select(entry => entry.Bytes.WrittenMemory);

        public override IEnumerable<ReadOnlyMemory<byte>> UnionEntries(string name) =>
            state._operatorEntries.Where(entry => entry.Name == name).Select(entry => entry.Bytes.WrittenMemory);

        public override IReadOnlyList<string> Names =>
        [
            .. state._operatorEntries.Select(entry => entry.Name).Concat(state._keyedEntries.Select(entry => entry.Name)).Concat(state._schemas.Keys)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];

        public override IEnumerable<(int KeyGroup, ReadOnlyMemory<byte> Entry)> KeyedEntries(string name) => state._keyedEntries
            .Where(entry => entry.Name == name && range.Contains(entry.Group))
            .Select(entry => (entry.Group, entry.Bytes.WrittenMemory));

        public override ReadOnlyMemory<byte> ReadSchema(string name) => state._schemas.GetValueOrDefault(name);
    }
}
