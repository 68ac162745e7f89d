using System.Buffers.Binary;
using System.Text;
using Flink.Core.Types;

namespace Flink.Runtime.State;

/// <summary>Reads what <see cref="PartWriter"/> wrote, part by part. Never allocates more than there is.</summary>
/// <param name="input">The state.</param>
/// <param name="groups">Key groups whose entries are kept; null for all.</param>
internal sealed class SnapshotReading(StateInput input, KeyGroupRange? groups)
{
    private readonly List<string> _names = [];

    /// <summary>By name how its entries were written.</summary>
    public Dictionary<string, ReadOnlyMemory<byte>> Schemas { get; } = new(StringComparer.Ordinal);

    /// <summary>By name its operator entries.</summary>
    public Dictionary<string, List<StoredEntry>> OperatorEntries { get; } = new(StringComparer.Ordinal);

    /// <summary>By name the entries of its key groups.</summary>
    public Dictionary<string, SortedDictionary<int, StoredEntry>> KeyedEntries { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads everything.</summary>
    /// <exception cref="Core.FlinkException">It is not in this form; says where and why.</exception>
    public void ReadAll()
    {
        Span<byte> header = stackalloc byte[SnapshotPart.HeaderSize];
        input.Read(header[..sizeof(int)]);
        if (BinaryPrimitives.ReadInt32LittleEndian(header) is var version && version != SnapshotPart.Version)
        {
            throw input.Malformed($"its version is {version}, this engine reads version {SnapshotPart.Version}");
        }

        while (input.Left > 0)
        {
            input.Read(header);
            var length = BinaryPrimitives.ReadInt32LittleEndian(header[9..]);
            if (length < 0 || length > input.Left)
            {
                throw input.Malformed($"a part of {length} bytes does not fit into the {input.Left} bytes that are left");
            }

            ReadPart(header[0], BinaryPrimitives.ReadInt32LittleEndian(header[1..]), BinaryPrimitives.ReadInt32LittleEndian(header[5..]), length);
        }
    }

    private void ReadPart(byte kind, int name, int group, int length)
    {
        switch (kind)
        {
            case SnapshotPart.Name when name == _names.Count:
                _names.Add(Encoding.UTF8.GetString(Content(length)));
                return;
            case SnapshotPart.Schema:
                Schemas[NameOf(name)] = Content(length);
                return;
            case SnapshotPart.OperatorEntry:
                var entry = new StoredEntry();
                entry.Add(Content(length));
                EntriesOf(OperatorEntries, NameOf(name)).Add(entry);
                return;
            case SnapshotPart.OperatorRest when OperatorEntries.GetValueOrDefault(NameOf(name)) is { } begun:
                begun[^1].Add(Content(length));
                return;
            case SnapshotPart.KeyedEntry when group >= 0:
                ReadKeyed(NameOf(name), group, length);
                return;
            default:
                throw input.Malformed($"there is no part of kind {kind} for name {name} and key group {group} here");
        }
    }

    private void ReadKeyed(string name, int group, int length)
    {
        // Names are known also where nothing of them is kept.
        var entries = EntriesOf(KeyedEntries, name);
        if (groups is { } kept && !kept.Contains(group))
        {
            input.Skip(length);
            return;
        }

        if (!entries.TryGetValue(group, out var entry))
        {
            entries.Add(group, entry = new StoredEntry());
        }

        entry.Add(Content(length));
    }

    private string NameOf(int number) => (uint)number < (uint)_names.Count ? _names[number] : throw input.Malformed($"there is no name {number}");

    private byte[] Content(int length)
    {
        var content = GC.AllocateUninitializedArray<byte>(length);
        input.Read(content);
        return content;
    }

    private static TEntries EntriesOf<TEntries>(Dictionary<string, TEntries> byName, string name)
        where TEntries : new()
    {
        if (!byName.TryGetValue(name, out var entries))
        {
            byName.Add(name, entries = new TEntries());
        }

        return entries;
    }
}
