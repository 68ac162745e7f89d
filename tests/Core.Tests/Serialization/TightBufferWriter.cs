using System.Buffers;

namespace Flink.Core.Tests.Serialization;

/// <summary>Gives buffers of exactly the size that is asked for, and its content as one segment for each.</summary>
internal sealed class TightBufferWriter : IBufferWriter<byte>
{
    private readonly List<byte[]> _written = [];
    private byte[] _current = [];

    public void Advance(int count)
    {
        _written.Add(_current.AsSpan(0, count).ToArray());
        _current = [];
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => _current = new byte[Math.Max(sizeHint, 1)];

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public ReadOnlySequence<byte> Segments()
    {
        var first = new Segment([], null);
        var last = first;
        foreach (var bytes in _written)
        {
            last = new Segment(bytes, last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, Segment? before)
        {
            Memory = bytes;
            if (before is not null)
            {
                before.Next = this;
                RunningIndex = before.RunningIndex + before.Memory.Length;
            }
        }
    }
}
