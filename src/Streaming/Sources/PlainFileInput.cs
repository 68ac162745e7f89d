using Flink.Core.FileSystems;
using Microsoft.Win32.SafeHandles;

namespace Flink.Streaming.Sources;

/// <summary>A range of a file that is not compressed.</summary>
internal sealed class PlainFileInput : FileInput
{
    /// <summary>Past the range only the rest of its last line is wanted.</summary>
    private const int ReadAfterStop = 4 * 1024;

    private readonly FileSplit _split;
    private readonly SafeFileHandle? _handle;
    private readonly Stream? _stream;
    private long _next;

    public PlainFileInput(FileSplit split)
    {
        _split = split;

        // The byte before the range tells whether a line begins with the range's first byte.
        SkipsFirstLine = split.Position == FileSplit.NotBegun && split.Start > 0;
        Offset = split.Position != FileSplit.NotBegun ? split.Position : Math.Max(0, split.Start - 1);
        Stop = split.End;
        _next = Offset;

        var path = Check(split);
        if (path.Scheme == FilePath.FileScheme)
        {
            _handle = File.OpenHandle(path.LocalPath, share: FileShare.ReadWrite | FileShare.Delete, options: FileOptions.SequentialScan);
        }
        else
        {
            _stream = FileSystems.Registry.For(path).OpenRead(path);
            _stream.Seek(Offset, SeekOrigin.Begin);
        }
    }

    public override int Read(Span<byte> room)
    {
        var wanted = _next < _split.End
            ? _split.End - _next
            : Math.Min(ReadAfterStop + (_next - _split.End), _split.FileLength - _next);
        if (wanted == 0)
        {
            return 0;
        }

        try
        {
            room = room[..(int)Math.Min(room.Length, wanted)];
            var count = _handle is not null ? RandomAccess.Read(_handle, room, _next) : _stream!.Read(room);
            _next += count;
            return count > 0 ? count : throw FileErrors.Shrunk(_split.Path, _split.FileLength, _next);
        }
        catch (IOException failure)
        {
            throw FileErrors.Unreadable(_split.Path, failure);
        }
    }

    public override void Dispose()
    {
        _handle?.Dispose();
        _stream?.Dispose();
    }
}
