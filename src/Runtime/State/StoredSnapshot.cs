namespace Flink.Runtime.State;

/// <summary>What one operator of one subtask wrote down, read back.</summary>
/// <remarks>Read-only; the entries are slices of the bytes that it was read from.</remarks>
public sealed class StoredSnapshot
{
    /// <summary>The version of the encoding.</summary>
    internal const int Version = 1;

    /// <summary>State of an operator that wrote none.</summary>
    public static readonly StoredSnapshot Empty = new();

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReadOnlyMemory<byte>[]> _operatorEntries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int KeyGroup, ReadOnlyMemory<byte> Entry)[]> _keyedEntries = new(StringComparer.Ordinal);

    private StoredSnapshot()
    {
    }

    /// <summary>Reads what <see cref="OperatorSnapshot.ToBytes"/> wrote.</summary>
    /// <param name="bytes">Kept.</param>
    /// <param name="source">Where they are from, for errors.</param>
    /// <exception cref="Core.FlinkException">They are not that; says where and why.</exception>
    public static StoredSnapshot Read(ReadOnlyMemory<byte> bytes, string source)
    {
        var parser = new SnapshotParser(bytes, source);
        if (parser.ReadInt() is var version && version != Version)
        {
            throw parser.Malformed($"its version is {version}, this engine reads version {Version}");
        }

        var snapshot = new StoredSnapshot();
        for (var names = parser.ReadCount(8); names > 0; names--)
        {
            snapshot._schemas[parser.ReadText()] = parser.ReadBytes();
        }

        for (var names = parser.ReadCount(8); names > 0; names--)
        {
            var name = parser.ReadText();
            var entries = new ReadOnlyMemory<byte>[parser.ReadCount(4)];
            for (var i = 0; i < entries.Length; i++)
            {
                entries[i] = parser.ReadBytes();
            }

            snapshot._operatorEntries[name] = entries;
        }

        for (var names = parser.ReadCount(8); names > 0; names--)
        {
            var name = parser.ReadText();
            var entries = new (int, ReadOnlyMemory<byte>)[parser.ReadCount(8)];
            for (var i = 0; i < entries.Length; i++)
            {
                entries[i] = (parser.ReadInt(), parser.ReadBytes());
            }

            snapshot._keyedEntries[name] = entries;
        }

        parser.ExpectEnd();
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
