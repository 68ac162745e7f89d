using Flink.Runtime.State;

namespace Flink.Runtime.HighAvailability.Folder;

/// <summary>The value of a record: its bytes, or the name of a file that holds them; neither when the record was removed.</summary>
/// <param name="Inline">The bytes of a small value.</param>
/// <param name="File">Name in the folder of large values.</param>
/// <param name="Length">Bytes of a large value.</param>
/// <param name="Hash">XXH3 of a large value.</param>
internal sealed record RecordEntry(ReadOnlyMemory<byte>? Inline, string? File = null, long Length = 0, ulong Hash = 0)
{
    private const byte RemovedKind = 0;
    private const byte InlineKind = 1;
    private const byte FileKind = 2;

    /// <summary>What a term writes over a record of the term before.</summary>
    public static readonly RecordEntry Removed = new(Inline: null);

    public bool IsRemoved => Inline is null && File is null;

    public void Write(SnapshotBuffer target)
    {
        if (Inline is { } bytes)
        {
            target.Write(InlineKind);
            target.Write(bytes.Span);
        }
        else if (File is not null)
        {
            target.Write(FileKind);
            target.Write(File);
            target.Write(Length);
            target.Write((long)Hash);
        }
        else
        {
            target.Write(RemovedKind);
        }
    }

    public static RecordEntry Read(SnapshotParser parser) => parser.ReadByte() switch
    {
        RemovedKind => Removed,
        InlineKind => new RecordEntry(parser.ReadBytes()),
        FileKind => new RecordEntry(null, parser.ReadText(), parser.ReadLong(), (ulong)parser.ReadLong()),
        var other => throw parser.Malformed($"{other} is no kind of record"),
    };
}
