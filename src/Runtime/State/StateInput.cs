using Flink.Core;

namespace Flink.Runtime.State;

/// <summary>The bytes of a stored state in their order. Each is given out only when it is known to be as it was written.</summary>
/// <param name="size">Bytes of the state.</param>
/// <param name="source">What they are, for errors.</param>
internal abstract class StateInput(long size, string source)
{
    private long _read;

    /// <summary>Bytes of the state.</summary>
    public long Size => size;

    /// <summary>Bytes that were not read yet.</summary>
    public long Left => size - _read;

    /// <summary>Reads as many bytes as there is room for.</summary>
    /// <exception cref="FlinkException">There are fewer, or they are damaged.</exception>
    public void Read(Span<byte> target)
    {
        Claim(target.Length);
        Give(target);
    }

    /// <summary>Passes over bytes, which are checked all the same.</summary>
    public void Skip(int count)
    {
        Claim(count);
        Pass(count);
    }

    /// <summary>An error of the bytes read last.</summary>
    public FlinkException Malformed(string what) =>
        new($"{source} is no state of this format: {what} (byte {_read} of {size}). It was written by another version, or by something else.");

    /// <summary>Gives the next bytes, of which there are enough.</summary>
    protected abstract void Give(Span<byte> target);

    /// <summary>Passes over the next bytes, of which there are enough.</summary>
    protected abstract void Pass(int count);

    private void Claim(int count)
    {
        if (count > Left)
        {
            throw Malformed($"{count} bytes are wanted and {Left} are left");
        }

        _read += count;
    }
}
