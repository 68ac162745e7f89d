using System.Buffers;

namespace Flink.Core.Sources;

/// <summary>Turns splits into bytes and back.</summary>
/// <typeparam name="TSplit">The split type.</typeparam>
public interface ISplitSerializer<TSplit>
    where TSplit : ISplit
{
    /// <summary>Writes one split.</summary>
    void Write(TSplit split, IBufferWriter<byte> target);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FlinkException">The bytes are not a split; names what is wrong.</exception>
    TSplit Read(ReadOnlySpan<byte> bytes);
}
