using System.Globalization;
using Flink.Core.Sources;

namespace Flink.Streaming.Sources;

/// <summary>A range of a text file: the lines that begin in it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Start">First byte of the range.</param>
/// <param name="End">The byte after its last.</param>
/// <param name="FileLength">Length of the file when it was found; what was appended later is not read.</param>
/// <param name="Modified">When the file had been changed last, as UTC ticks.</param>
/// <param name="IsCompressed">Whether the file is a gzip file, which only a single split can read.</param>
/// <param name="Position">Offset of the line that is read next, in decompressed bytes; <see cref="NotBegun"/> at the beginning.</param>
public sealed record FileSplit(
    string Path, long Start, long End, long FileLength, long Modified, bool IsCompressed, long Position = FileSplit.NotBegun) : ISplit
{
    /// <summary>The <see cref="Position"/> of a split of which no line has been read.</summary>
    public const long NotBegun = -1;

    /// <inheritdoc/>
    public string SplitId => string.Create(CultureInfo.InvariantCulture, $"{Path}:{Start}");
}
