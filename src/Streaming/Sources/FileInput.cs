using Microsoft.Win32.SafeHandles;

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
            return split.IsCompressed ? new GzipInput(split) : new PlainInput(split);
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

    /// <summary>Opens the file and makes sure that it is the one that was listed.</summary>
    protected static SafeFileHandle OpenUnchanged(FileSplit split)
    {
        var handle = File.OpenHandle(split.Path, options: FileOptions.SequentialScan);
        var length = RandomAccess.GetLength(handle);
        if (length < split.FileLength || (length == split.FileLength && File.GetLastWriteTimeUtc(handle).Ticks != split.Modified))
        {
            handle.Dispose();
            throw length < split.FileLength
                ? FileErrors.Shrunk(split.Path, split.FileLength, length)
                : FileErrors.Changed(split.Path);
        }

        return handle;
    }

    private sealed class PlainInput : FileInput
    {
        private const int ReadAfterStop = 4 * 1024;

        private readonly FileSplit _split;
        private readonly SafeFileHandle _handle;
        private long _next;

        public PlainInput(FileSplit split)
        {
            _split = split;
            _handle = OpenUnchanged(split);

            // The byte before the range tells whether a line begins with the range's first byte.
            SkipsFirstLine = split.Position == FileSplit.NotBegun && split.Start > 0;
            Offset = split.Position != FileSplit.NotBegun ? split.Position : Math.Max(0, split.Start - 1);
            Stop = split.End;
            _next = Offset;
        }

        public override int Read(Span<byte> room)
        {
            var wanted = _next < _split.End ? _split.End - _next : Math.Min(ReadAfterStop + (_next - _split.End), _split.FileLength - _next);
            if (wanted == 0)
            {
                return 0;
            }

            try
            {
                var count = RandomAccess.Read(_handle, room[..(int)Math.Min(room.Length, wanted)], _next);
                _next += count;
                return count > 0 ? count : throw FileErrors.Shrunk(_split.Path, _split.FileLength, _next);
            }
            catch (IOException failure)
            {
                throw FileErrors.Unreadable(_split.Path, failure);
            }
        }

        public override void Dispose() => _handle.Dispose();
    }
}
