using System.Buffers;
using Flink.Core.FileSystems;

namespace Flink.FileSystems.Hdfs.Files;

/// <summary>
/// A file being written: gathered in memory up to <see cref="SegmentBytes"/>, then sent as a whole, the first time as the file's creation, from
/// then on behind its end. So a file of any length takes bounded memory, and no byte is lost with the DataNode that it was sent to.
/// </summary>
/// <param name="cluster">Where.</param>
/// <param name="path">The path that errors name.</param>
/// <param name="target">The file that is written, which nobody else writes.</param>
/// <param name="durable">Whether a flush sends.</param>
/// <param name="published">Called once everything is stored, when the file is closed; null when that is all.</param>
internal sealed class HdfsOutput(HdfsCluster cluster, FilePath path, FilePath target, bool durable, Action? published) : Stream
{
    /// <summary>Bytes that are gathered before they are sent.</summary>
    public const int SegmentBytes = 8 << 20;

    private const int FirstBufferBytes = 4096;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
    private int _count;
    private long _sent;
    private bool _exists;
    private FileSystemException? _failure;
    private bool _closed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_closed;

    public override long Length => _sent + _count;

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
            if (_count == SegmentBytes)
            {
                Send();
            }

            var part = buffer[..Math.Min(buffer.Length, SegmentBytes - _count)];
            MakeRoom(_count + part.Length);
            part.CopyTo(_buffer.AsSpan(_count));
            _count += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    public override void Flush()
    {
        if (durable && _count > 0)
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

        if (_count > 0 || !_exists)
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
            var content = _buffer.AsMemory(0, _count);
            if (_exists)
            {
                cluster.Append(path, target, _sent, content);
            }
            else
            {
                cluster.Create(path, target, content);
            }

            _exists = true;
            _sent += _count;
            _count = 0;
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

    private void MakeRoom(int count)
    {
        if (count <= _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(SegmentBytes, Math.Max(count, 2 * _buffer.Length)));
        _buffer.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void Release()
    {
        if (!_closed)
        {
            _closed = true;
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }
}
