namespace Flink.Core.Tests.Fuzzing;

/// <summary>Changes inputs as a fuzzer does, from a seed.</summary>
public sealed class Mutation(ulong seed)
{
    private static readonly byte[] Interesting = [0, 1, 2, 3, 0x7F, 0x80, 0x81, 0xFE, 0xFF];

    private ulong _state = seed * 0x9E3779B97F4A7C15 + 1;

    /// <summary>A changed copy of one input, perhaps with the end of another; its first byte stays.</summary>
    public byte[] Of(IReadOnlyList<byte[]> corpus)
    {
        var bytes = corpus[Next(corpus.Count)].ToList();
        for (var left = 1 + Next(4); left > 0; left--)
        {
            Change(bytes, corpus);
        }

        return [.. bytes];
    }

    private void Change(List<byte> bytes, IReadOnlyList<byte[]> corpus)
    {
        var at = 1 + Next(bytes.Count);
        var isInside = at < bytes.Count;
        switch (Next(7))
        {
            case 0 when isInside:
                bytes[at] ^= (byte)(1 << Next(8));
                break;
            case 1 when isInside:
                bytes[at] = Interesting[Next(Interesting.Length)];
                break;
            case 2 when isInside:
                bytes[at] = (byte)Next(256);
                break;
            case 3 when isInside:
                bytes.RemoveRange(at, 1 + Next(Math.Min(8, bytes.Count - at)));
                break;
            case 4 when isInside:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                var other = corpus[Next(corpus.Count)];
                bytes.InsertRange(at, other.AsSpan(Next(other.Length)).ToArray());
                break;
            default:
                bytes.InsertRange(at, Enumerable.Repeat(Interesting[Next(Interesting.Length)], 1 + Next(64)));
                break;
        }
    }

    private int Next(int bound)
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return (int)(_state % (ulong)bound);
    }
}
