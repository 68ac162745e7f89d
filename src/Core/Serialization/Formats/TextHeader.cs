using System.Runtime.CompilerServices;

namespace Flink.Core.Serialization.Formats;

/// <summary>What stands before text: 0 for null, else one more than twice its length in bytes, plus one where it is UTF-16.</summary>
internal static class TextHeader
{
    /// <summary>The most bytes of text with a header of one byte.</summary>
    public const int MostShortBytes = 63;

    /// <summary>The most bytes of text with a header of two bytes.</summary>
    public const int MostMediumBytes = 8191;

    public static ulong Of(int bytes, bool isUtf16) => ((ulong)(uint)bytes << 1 | (isUtf16 ? 1UL : 0)) + 1;

    /// <summary>Writes a header of two bytes: of UTF-8 of more than <see cref="MostShortBytes"/> and at most <see cref="MostMediumBytes"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PutMedium(ref byte start, int bytes)
    {
        var header = (uint)Of(bytes, false);
        start = (byte)(header | 0x80);
        Unsafe.Add(ref start, 1) = (byte)(header >> 7);
    }

    /// <summary>Reads the header; a length of -1 is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (int Bytes, bool IsUtf16) Read(ref RecordReader reader)
    {
        var header = reader.ReadVarint();
        if (header == 0)
        {
            return (-1, false);
        }

        header--;
        return (reader.CheckCount(header >> 1, 1), (header & 1) != 0);
    }
}
