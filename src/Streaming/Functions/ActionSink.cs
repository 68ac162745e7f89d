using System.Runtime.CompilerServices;
using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>A sink function given as a delegate.</summary>
internal readonly struct ActionSink<T, TTag>(SinkAction<T> function) : ISinkFunction<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(in T record, long timestamp) => function(in record, timestamp);
}
