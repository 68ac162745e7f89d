using Flink.Core.FileSystems;

namespace Flink.FileSystems.Hdfs.Files;

/// <summary>
/// A file being written: gathered in memory segment by segment, each sent as a whole, the first as the file's creation, the others behind its end. So a
/// file of any length takes bounded memory, and no byte is lost with the DataNode that it was sent to.
/// </summary>
/// <param name="cluster">Where.</param>
/// <param name="path">The path that errors name.</param>
/// <param name="target">The file that is written, which nobody else writes.</param>
/// <param name="durable">Whether a flush sends.</param>
/// <param name="published">Called once everything is stored, when the file is closed; null when that is all.</param>
internal sealed class HdfsOutput(HdfsCluster cluster, FilePath path, FilePath target, bool durable, Action? published) : Stream
{
    /// <summary>Bytes of the first segment. Each is twice as large as the one before, up to <see cref="LargestSegment"/>: HDFS takes up to half a second to close a file, whatever its length.</summary>
    public const int FirstSegment = 8 << 20;

    /// <summary>Bytes of the largest segments.</summary>
    public const int LargestSegment = 32 << 20;

    private readonly Segment _segment = new();
    private int _most = FirstSegment;
    private long _sent;
    private bool _exists;
    private FileSystemException? _failure;
    private bool _closed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_closed;

    public override long Length => _sent + _segment.Length;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException("A file is written from its start to its end.");
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        while (buffer.Length > 0)
        {
            if (_segment.Length == _most)
            {
                Send();
                _most = Math.Min(LargestSegment, 2 * _most);
            }

            var part = buffer[..Math.Min(buffer.Length, _most - _segment.Length)];
            _segment.Add(part);
            buffer = buffer[part.Length..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    public override void Flush()
    {
        if (durable && _segment.Length > 0)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            Send();
        }
    }

    /// <summary>Stores the rest; afterwards nothing can be written. Nothing happens when the stream was closed well.</summary>
    public void Complete()
    {
        ThrowIfFailed();
        if (_closed)
        {
            return;
        }

        if (_segment.Length > 0 || !_exists)
        {
            Send();
        }

        Release();
    }

    /// <summary>Gives the file up; says whether anything of it may be stored.</summary>
    public bool Abandon()
    {
        Release();
        return _exists || _failure is not null;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The file is open for writing.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A file is written from its start to its end.");

    public override void SetLength(long value) => throw new NotSupportedException("A file is written from its start to its end.");

    protected override void Dispose(bool disposing)
    {
        if (_closed || !disposing)
        {
            return;
        }

        try
        {
            // Who wrote in vain knows it already, and what is closed then is not whole.
            if (_failure is null)
            {
                Complete();
                published?.Invoke();
            }
            else if (target != path)
            {
                cluster.Discard(target);
            }
        }
        finally
        {
            Release();
            base.Dispose(disposing);
        }
    }

    private void Send()
    {
        ThrowIfFailed();
        try
        {
            if (_exists)
            {
                cluster.Append(path, target, _sent, _segment);
            }
            else
            {
                cluster.Create(path, target, _segment);
            }

            _exists = true;
            _sent += _segment.Length;
            _segment.Clear();
        }
        catch (FileSystemException e)
        {
            _failure = e;
            throw;
        }
    }

    private void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            // How much of the segment is stored is not known: what follows it cannot be put behind it.
            throw new FileSystemException(_failure.Error, path, _failure.Message, _failure);
        }
    }

    private void Release()
    {
        _closed = true;
        _segment.Clear();
    }
}
