using System.Buffers;
using System.Text;
using Flink.Core;

namespace Flink.Streaming.Sources;

/// <summary>What is said about text that can't be read.</summary>
internal static class LineErrors
{
    public static FlinkException TooLong(string source, long offset, int limit) => new(
        $"{source} has a line, starting at byte offset {offset}, that is longer than the limit of {limit} bytes. "
        + $"If it is meant to be one line, raise the source's option {nameof(LineOptions.MaxLineBytes)} (at most {LineOptions.LargestMaxLineBytes}); "
        + "if not, check that the input is text and that its lines end with a line feed.");

    /// <param name="source">What the source is called.</param>
    /// <param name="position">Offset of the region in the source.</param>
    /// <param name="region">Whole lines, one of them wrong.</param>
    /// <param name="delimiter">What ends a line.</param>
    public static FlinkException NotUtf8(string source, long position, ReadOnlySpan<byte> region, ReadOnlySpan<byte> delimiter)
    {
        var wrong = FirstWrong(region);
        var line = region[..wrong].LastIndexOf(delimiter);
        var lineStart = line < 0 ? 0 : line + delimiter.Length;
        return new FlinkException(
            $"{source} is not UTF-8: the byte 0x{region[wrong]:X2} at byte offset {position + wrong}, "
            + $"in the line that starts at byte offset {position + lineStart}, begins no valid character. "
            + $"Convert the input (for example with iconv -t UTF-8), or set the source's option {nameof(LineOptions.InvalidUtf8)} "
            + $"to {nameof(InvalidUtf8.Replace)} to read U+FFFD in such places.");
    }

    private static int FirstWrong(ReadOnlySpan<byte> text)
    {
        var index = 0;
        while (Rune.DecodeFromUtf8(text[index..], out _, out var length) == OperationStatus.Done)
        {
            index += length;
        }

        return index;
    }
}
