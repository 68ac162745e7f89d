using System.Buffers;
using Flink.Core.State;

namespace Flink.Runtime.State;

/// <summary>What one operator of one subtask wrote down, in memory.</summary>
/// <remarks>Filled once on the task's thread, then read-only.</remarks>
public sealed class OperatorSnapshot : StateWriter
{
    private readonly Dictionary<string, List<ArrayBufferWriter<byte>>> _operatorEntries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<int, ArrayBufferWriter<byte>>> _keyedEntries = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override IBufferWriter<byte> BeginOperatorEntry(string name)
    {
        if (!_operatorEntries.TryGetValue(name, out var entries))
        {
            _operatorEntries.Add(name, entries = []);
        }

        var entry = new ArrayBufferWriter<byte>();
        entries.Add(entry);
        return entry;
    }

    /// <inheritdoc/>
    public override IBufferWriter<byte> BeginKeyedEntry(string name, int keyGroup)
    {
        if (!_keyedEntries.TryGetValue(name, out var entries))
        {
            _keyedEntries.Add(name, entries = []);
        }

        var entry = new ArrayBufferWriter<byte>();
        return entries.TryAdd(keyGroup, entry)
            ? entry
            : throw new InvalidOperationException($"State '{name}' wrote key group {keyGroup} twice in one snapshot.");
    }

    /// <inheritdoc/>
    public override void WriteSchema(string name, ReadOnlySpan<byte> schema) => _schemas[name] = schema.ToArray();

    /// <inheritdoc/>
    /// <remarks>Nothing is written in the background yet: the entries are in memory when this returns.</remarks>
    public override void WriteLater(IFrozenState state)
    {
        using (state)
        {
            state.Write(this, CancellationToken.None);
        }
    }

    /// <summary>Every name that has entries or a schema; in no particular order, and perhaps several times.</summary>
    public IEnumerable<string> Names => _operatorEntries.Keys.Concat(_keyedEntries.Keys).Concat(_schemas.Keys);

    /// <summary>How the entries of a name were written; empty when nobody said.</summary>
    public ReadOnlyMemory<byte> Schema(string name) => _schemas.GetValueOrDefault(name);

    /// <summary>The operator entries of a name in the order they were written.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> OperatorEntries(string name)
    {
        if (!_operatorEntries.TryGetValue(name, out var entries))
        {
            yield break;
        }

        foreach (var entry in entries)
        {
            yield return entry.WrittenMemory;
        }
    }

    /// <summary>The keyed entries of a name in the order of the key groups.</summary>
    public IEnumerable<(int KeyGroup, ReadOnlyMemory<byte> Entry)> KeyedEntries(string name)
    {
        if (!_keyedEntries.TryGetValue(name, out var entries))
        {
            yield break;
        }

        foreach (var (keyGroup, entry) in entries)
        {
            yield return (keyGroup, entry.WrittenMemory);
        }
    }
}
