using Flink.Runtime.Network.Wire;

namespace Flink.Runtime.Tests.Network.Wire;

/// <summary>Gives bytes in pieces of given sizes, over and over.</summary>
internal sealed class PartialBytes(byte[] bytes, params int[] pieces) : IByteSource
{
    private int _position;
    private int _piece;

    public int Left => bytes.Length - _position;

    public int Read(Span<byte> target)
    {
        var wanted = pieces.Length == 0 ? target.Length : pieces[_piece++ % pieces.Length];
        var count = Math.Min(Math.Min(wanted, target.Length), Left);
        bytes.AsSpan(_position, count).CopyTo(target);
        _position += count;
        return count;
    }

    public int Read(Span<byte> target, Span<byte> rest)
    {
        Span<byte> both = new byte[target.Length + rest.Length];
        var count = Read(both);
        both[..Math.Min(count, target.Length)].CopyTo(target);
        both[Math.Min(count, target.Length)..count].CopyTo(rest);
        return count;
    }
}
