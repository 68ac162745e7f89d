namespace Flink.Runtime.Tests.Blobs;

/// <summary>Content whose sender disappears.</summary>
internal sealed class BreakingStream(byte[] content, int breaksAt) : MemoryStream(content)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Position >= breaksAt
        ? throw new IOException("The client is gone.")
        : base.ReadAsync(buffer[..Math.Min(buffer.Length, breaksAt - (int)Position)], cancellationToken);
}
