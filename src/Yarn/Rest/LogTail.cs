using System.Globalization;
using System.Text;

namespace Flink.Yarn.Rest;

/// <summary>The end of a log file, as it was at one moment.</summary>
/// <param name="Length">Bytes of the whole file at that moment.</param>
/// <param name="Bytes">Its last bytes.</param>
internal sealed record LogTail(long Length, ReadOnlyMemory<byte> Bytes)
{
    private static readonly byte[] _length = "\nLogLength:"u8.ToArray();
    private static readonly byte[] _begin = "\nLogContents:\n"u8.ToArray();

    /// <summary>Where in the file <see cref="Bytes"/> begins.</summary>
    public long Begin => Length - Bytes.Length;

    /// <summary>What it says.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>Reads what a NodeManager says to <c>?size=-most</c>: lines about the file, its bytes, lines that end it; null when it is something else or is cut off.</summary>
    public static LogTail? Parse(byte[] answer, int most)
    {
        if (!TryReadHead(answer, out var length, out var begin))
        {
            return null;
        }

        var count = Math.Min(length, most);
        return count <= answer.Length - begin ? new LogTail(length, answer.AsMemory(begin, (int)count)) : null;
    }

    /// <summary>Reads the lines about a file: its length, and where its bytes begin; false when they are not whole.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> answer, out long length, out int begin)
    {
        length = 0;
        begin = answer.IndexOf(_begin);
        var at = begin < 0 ? -1 : answer[..begin].IndexOf(_length);
        if (at < 0)
        {
            return false;
        }

        var number = answer[(at + _length.Length)..begin];
        var end = number.IndexOf((byte)'\n');
        begin += _begin.Length;
        return long.TryParse(end < 0 ? number : number[..end], NumberStyles.None, CultureInfo.InvariantCulture, out length);
    }

    /// <summary>What stands in the file from a place on; null when that begins before this.</summary>
    public ReadOnlyMemory<byte>? From(long offset)
    {
        if (offset < Begin)
        {
            return null;
        }

        return offset >= Length ? ReadOnlyMemory<byte>.Empty : Bytes[(int)(offset - Begin)..];
    }
}
