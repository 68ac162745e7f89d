using System.Buffers;
using System.Text;
using Flink.Core;
using Flink.Core.Sources;

namespace Flink.Streaming.Sources;

/// <summary>Endpoint splits as a flag and the name in UTF-8.</summary>
public sealed class EndpointSplitSerializer : ISplitSerializer<EndpointSplit>
{
    /// <summary>The only instance.</summary>
    public static readonly EndpointSplitSerializer Instance = new();

    private EndpointSplitSerializer()
    {
    }

    /// <inheritdoc/>
    public void Write(EndpointSplit split, IBufferWriter<byte> target)
    {
        var bytes = target.GetSpan(1 + Encoding.UTF8.GetMaxByteCount(split.Name.Length));
        bytes[0] = split.IsBegun ? (byte)1 : (byte)0;
        target.Advance(1 + Encoding.UTF8.GetBytes(split.Name, bytes[1..]));
    }

    /// <inheritdoc/>
    public EndpointSplit Read(ReadOnlySpan<byte> bytes) => bytes.Length >= 1 && bytes[0] <= 1
        ? new EndpointSplit(Encoding.UTF8.GetString(bytes[1..]), bytes[0] == 1)
        : throw new FlinkException($"The {bytes.Length} bytes are not the split of a socket or of the standard input; the snapshot was written by another source.");
}
