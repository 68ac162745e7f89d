using System.Buffers;
using Flink.Core.Serialization;

namespace Flink.Runtime.Dispatcher;

/// <summary>Turns what the dispatcher keeps into bytes.</summary>
internal static class Records
{
    public static ReadOnlyMemory<byte> Write<T>(T record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Serializers.For<T>().Serialize(record, buffer);
        return buffer.WrittenMemory;
    }
}
