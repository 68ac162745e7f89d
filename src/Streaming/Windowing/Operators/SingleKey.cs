using Flink.Core.Functions;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>The same key for all records: windows of the whole stream are those of one key.</summary>
internal readonly struct SingleKey<T> : IKeySelector<T, byte>
{
    public byte GetKey(in T record) => 0;
}
