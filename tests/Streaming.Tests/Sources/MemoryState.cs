using System.Buffers;
using Flink.Core.State;

namespace Flink.Streaming.Tests.Sources;

/// <summary>Operator state kept in memory.</summary>
internal sealed class MemoryState : StateWriter
{
    private readonly List<(string Name, ArrayBufferWriter<byte> Entry)> _entries = [];

    public override IBufferWriter<byte> BeginOperatorEntry(string name)
    {
        var entry = new ArrayBufferWriter<byte>();
        _entries.Add((name, entry));
        return entry;
    }

    public override IBufferWriter<byte> BeginKeyedEntry(string name, int keyGroup) => throw new NotSupportedException();

    public StateReader ToReader() => new Reader(_entries);

    private sealed class Reader(List<(string Name, ArrayBufferWriter<byte> Entry)> entries) : StateReader
    {
        public override IEnumerable<ReadOnlyMemory<byte>> OperatorEntries(string name) =>
            entries.Where(entry => entry.Name == name).Select(entry => entry.Entry.WrittenMemory);

        public override IEnumerable<(int KeyGroup, ReadOnlyMemory<byte> Entry)> KeyedEntries(string name) => [];
    }
}
