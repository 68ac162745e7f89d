namespace Flink.Runtime.State;

/// <summary>Takes the bytes of a state while it is written, as many as come.</summary>
internal abstract class StateSink
{
    /// <summary>Bytes taken so far.</summary>
    public long Length { get; private set; }

    /// <summary>Takes the next bytes; may block.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        Take(bytes);
    }

    /// <summary>Takes bytes that are counted in <see cref="Length"/> already.</summary>
    protected abstract void Take(ReadOnlySpan<byte> bytes);
}
