using Flink.Core.FileSystems;

namespace Flink.Core.Programs;

/// <summary>Writes on without looking back: a zip writer that could seek would write other bytes.</summary>
internal sealed class ForwardStream(Stream target) : ForwardOnlyStream
{
    public override bool CanWrite => true;

    public override void Write(byte[] buffer, int offset, int count) => target.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => target.Write(buffer);

    public override void Flush() => target.Flush();
}
