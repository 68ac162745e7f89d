using Flink.Core.Types;

namespace Flink.Runtime.State;

/// <summary>What one operator of one subtask wrote down, read back.</summary>
/// <remarks>Read-only.</remarks>
public sealed class StoredSnapshot
{
    /// <summary>State of an operator that wrote none.</summary>
    public static readonly StoredSnapshot Empty = new();

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReadOnlyMemory<byte>[]> _operatorEntries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int KeyGroup, ReadOnlyMemory<byte> Entry)[]> _keyedEntries = new(StringComparer.Ordinal);

    private StoredSnapshot()
    {
    }

    /// <summary>Reads what <see cref="OperatorSnapshot.ToBytes"/> wrote.</summary>
    /// <param name="bytes">Not kept.</param>
    /// <param name="source">Where they are from, for errors.</param>
    /// <exception cref="Core.FlinkException">They are not that; says where and why.</exception>
    public static StoredSnapshot Read(ReadOnlyMemory<byte> bytes, string source) => Read(new MemoryInput(bytes, source), groups: null);

    /// <summary>Reads what <see cref="OperatorSnapshot.WriteTo"/> wrote.</summary>
    /// <param name="input">What was written.</param>
    /// <param name="groups">Key groups whose entries are kept; null for all.</param>
    /// <exception cref="Core.FlinkException">It is not that; says where and why.</exception>
    internal static StoredSnapshot Read(StateInput input, KeyGroupRange? groups)
    {
        var reading = new SnapshotReading(input, groups);
        reading.ReadAll();
        var snapshot = new StoredSnapshot();
        foreach (var (name, schema) in reading.Schemas)
        {
            snapshot._schemas.Add(name, schema);
        }

        foreach (var (name, entries) in reading.OperatorEntries)
        {
            snapshot._operatorEntries.Add(name, [.. entries.Select(entry => entry.Join(name))]);
        }

        foreach (var (name, entries) in reading.KeyedEntries)
        {
            snapshot._keyedEntries.Add(name, [.. entries.Select(entry => (entry.Key, entry.Value.Join(name)))]);
        }

        return snapshot;
    }

    /// <summary>Whether nothing was written.</summary>
    public bool IsEmpty => _schemas.Count == 0 && _operatorEntries.Count == 0 && _keyedEntries.Count == 0;

    /// <summary>Every name that has entries or a schema; in no particular order, and perhaps several times.</summary>
    public IEnumerable<string> Names => _operatorEntries.Keys.Concat(_keyedEntries.Keys).Concat(_schemas.Keys);

    /// <summary>How the entries of a name were written; empty when nobody said.</summary>
    public ReadOnlyMemory<byte> Schema(string name) => _schemas.GetValueOrDefault(name);

    /// <summary>The operator entries of a name in the order they were written.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> OperatorEntries(string name) => _operatorEntries.GetValueOrDefault(name) ?? [];

    /// <summary>The keyed entries of a name in the order of the key groups.</summary>
    public IReadOnlyList<(int KeyGroup, ReadOnlyMemory<byte> Entry)> KeyedEntries(string name) => _keyedEntries.GetValueOrDefault(name) ?? [];
}
