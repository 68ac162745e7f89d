namespace Flink.FileSystems.S3.Streams;

/// <summary>An object being written, which appears when this is closed; one whose writing failed never does.</summary>
/// <param name="upload">Owned.</param>
/// <param name="publishes">Whether closing makes the object visible; else its owner does.</param>
internal sealed class S3Output(S3Upload upload, bool publishes) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !IsClosed;

    public override long Length => upload.Length;

    public override long Position
    {
        get => upload.Length;
        set => throw new NotSupportedException("A file is written from its start to its end.");
    }

    public bool IsClosed { get; private set; }

    /// <summary>Whether something that was to be written is not: what is there is no beginning to build on.</summary>
    public bool HasFailed { get; private set; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        try
        {
            upload.Write(buffer);
        }
        catch
        {
            HasFailed = true;
            throw;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    /// <summary>Does nothing: a store of objects knows no part of one.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The file is open for writing.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A file is written from its start to its end.");

    public override void SetLength(long value) => throw new NotSupportedException("A file is written from its start to its end.");

    protected override void Dispose(bool disposing)
    {
        if (IsClosed || !disposing)
        {
            return;
        }

        IsClosed = true;
        if (publishes)
        {
            Finish();
        }

        base.Dispose(disposing);
    }

    private void Finish()
    {
        if (HasFailed)
        {
            upload.Abandon();
            return;
        }

        try
        {
            upload.Publish();
        }
        catch
        {
            upload.Abandon();
            throw;
        }
    }
}
