using System.Runtime.CompilerServices;
using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>A sink function given as a delegate that does not look at the timestamp.</summary>
internal readonly struct RecordActionSink<T, TTag>(Action<T> function) : ISinkFunction<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(in T record, long timestamp) => function(record);
}
