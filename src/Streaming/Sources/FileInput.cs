using Flink.Core.FileSystems;

namespace Flink.Streaming.Sources;

/// <summary>The bytes of a file split, from where it is read on.</summary>
internal abstract class FileInput : IDisposable
{
    /// <summary>Offset of the first byte that <see cref="Read"/> gives.</summary>
    public long Offset { get; protected init; }

    /// <summary>Lines that begin here or later belong to other splits.</summary>
    public long Stop { get; protected init; } = long.MaxValue;

    /// <summary>Whether the first byte may lie inside a line of another split.</summary>
    public bool SkipsFirstLine { get; protected init; }

    public static FileInput Open(FileSplit split)
    {
        try
        {
            return split.IsCompressed ? new GzipFileInput(split) : new PlainFileInput(split);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.Unreadable(split.Path, failure);
        }
    }

    /// <summary>Passes over bytes that come before <see cref="Offset"/>, one room's worth at a time.</summary>
    /// <returns>False once there are none.</returns>
    public virtual bool Skip(Span<byte> room) => false;

    /// <summary>Reads the next bytes; 0 at the end of the file.</summary>
    public abstract int Read(Span<byte> room);

    public abstract void Dispose();

    /// <summary>Makes sure that the file is the one that was listed.</summary>
    protected static FilePath Check(FileSplit split)
    {
        var path = FilePath.Parse(split.Path);
        var status = FileSystems.Registry.For(path).GetStatus(path);
        if (status.Length < split.FileLength)
        {
            throw FileErrors.Shrunk(split.Path, split.FileLength, status.Length);
        }

        return status.Length > split.FileLength || status.ModifiedAt.UtcTicks == split.Modified
            ? path
            : throw FileErrors.Changed(split.Path);
    }
}
