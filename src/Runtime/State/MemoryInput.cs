namespace Flink.Runtime.State;

/// <summary>A stored state in one array.</summary>
/// <param name="bytes">The state.</param>
/// <param name="source">What it is, for errors.</param>
internal sealed class MemoryInput(ReadOnlyMemory<byte> bytes, string source) : StateInput(bytes.Length, source)
{
    private int _position;

    protected override void Give(Span<byte> target)
    {
        bytes.Span.Slice(_position, target.Length).CopyTo(target);
        _position += target.Length;
    }

    protected override void Pass(int count) => _position += count;
}
