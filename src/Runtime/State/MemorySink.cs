using System.Buffers;

namespace Flink.Runtime.State;

/// <summary>Keeps the bytes of a state in one array.</summary>
/// <param name="limit">Most bytes that it takes.</param>
/// <param name="beyond">What is thrown when there are more.</param>
internal sealed class MemorySink(long limit = long.MaxValue, Func<Exception>? beyond = null) : StateSink
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was taken.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    protected override void Take(ReadOnlySpan<byte> bytes)
    {
        if (Length > limit)
        {
            throw beyond?.Invoke() ?? new InvalidOperationException($"More than {limit} bytes were written.");
        }

        _bytes.Write(bytes);
    }
}
