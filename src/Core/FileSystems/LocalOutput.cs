namespace Flink.Core.FileSystems;

/// <summary>A local file being written: buffers, syncs when it is to be durable, and names itself in errors.</summary>
internal sealed class LocalOutput : Stream
{
    private const int BufferSize = 64 * 1024;

    private readonly FilePath _path;
    private readonly FileStream _file;
    private readonly bool _durable;
    private bool _closed;

    private LocalOutput(FilePath path, FileStream file, bool durable)
    {
        _path = path;
        _file = file;
        _durable = durable;
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_closed;

    public override long Length => _file.Length;

    public override long Position
    {
        get => _file.Position;
        set => throw new NotSupportedException("A file is written from its start to its end.");
    }

    /// <param name="path">The path that errors name.</param>
    /// <param name="local">The file to open.</param>
    /// <param name="mode">How to open it.</param>
    /// <param name="durable">Whether flush and close sync.</param>
    public static LocalOutput Open(FilePath path, string local, FileMode mode, bool durable) =>
        new(path, new FileStream(local, mode, FileAccess.Write, FileShare.Read, BufferSize), durable);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _file.Write(buffer);
        }
        catch (IOException error)
        {
            throw LocalErrors.Translate("write", _path, error);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    public override void Flush()
    {
        try
        {
            _file.Flush(_durable);
        }
        catch (IOException error)
        {
            throw LocalErrors.Translate("write", _path, error);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The file is open for writing.");

    public override long Seek(long offset, SeekOrigin origin) =>
        throw new NotSupportedException("A file is written from its start to its end.");

    public override void SetLength(long value) => throw new NotSupportedException("A file is written from its start to its end.");

    /// <summary>Closes the file without caring what becomes of it.</summary>
    public void Abandon()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        try
        {
            _file.Dispose();
        }
        catch (IOException)
        {
            // What could not be written out is about to be deleted.
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (_closed || !disposing)
        {
            return;
        }

        try
        {
            Flush();
            _closed = true;
            _file.Dispose();
            if (_durable && _path.Parent is { } parent)
            {
                DirectorySync.Sync(parent);
            }
        }
        finally
        {
            // The handle is released even when the last bytes found no room.
            Abandon();
            base.Dispose(disposing);
        }
    }
}
