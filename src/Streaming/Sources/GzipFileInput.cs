using System.IO.Compression;

namespace Flink.Streaming.Sources;

/// <summary>A gzip file, decompressed, from its first byte to its last.</summary>
internal sealed class GzipFileInput : FileInput
{
    private readonly FileSplit _split;
    private readonly GZipStream _stream;
    private readonly byte[] _held = new byte[GzipEndMark.MarkLength];
    private int _heldCount;
    private long _skip;

    public GzipFileInput(FileSplit split)
    {
        _split = split;
        _skip = Offset = Math.Max(0, split.Position);
        var path = Check(split);
        var file = FileSystems.Registry.For(path).OpenRead(path);
        _stream = new GZipStream(new GzipEndMark(file), CompressionMode.Decompress);
    }

    public override bool Skip(Span<byte> room)
    {
        if (_skip == 0)
        {
            return false;
        }

        var count = Read(room, _skip);
        _skip -= count;
        return count > 0 ? true : throw FileErrors.Changed(_split.Path);
    }

    public override int Read(Span<byte> room) => Read(room, long.MaxValue);

    public override void Dispose() => _stream.Dispose();

    /// <summary>Gives at most <paramref name="most"/> bytes, and never the last ones read, which are known to be text only when more follows.</summary>
    private int Read(Span<byte> room, long most)
    {
        while (true)
        {
            _held.AsSpan(0, _heldCount).CopyTo(room);
            var wanted = (int)Math.Min(room.Length - _heldCount, Math.Max(1, most));
            var read = ReadStream(room.Slice(_heldCount, wanted));
            if (read == 0)
            {
                return _heldCount == _held.Length && GzipEndMark.IsMark(_held)
                    ? 0
                    : throw FileErrors.NotGzip(_split.Path, "it ends too early, or something follows its end.");
            }

            var total = _heldCount + read;
            _heldCount = Math.Min(total, _held.Length);
            room[(total - _heldCount)..total].CopyTo(_held);
            if (total > _heldCount)
            {
                return total - _heldCount;
            }
        }
    }

    private int ReadStream(Span<byte> room)
    {
        try
        {
            return _stream.Read(room);
        }
        catch (InvalidDataException failure)
        {
            throw FileErrors.NotGzip(_split.Path, failure.Message, failure);
        }
        catch (IOException failure)
        {
            throw FileErrors.Unreadable(_split.Path, failure);
        }
    }
}
