using System.Runtime.CompilerServices;
using Flink.Core.EventTime;

namespace Flink.Streaming.Functions;

/// <summary>A timestamp assigner given as a delegate by value.</summary>
internal readonly struct FuncTimestampAssigner<T, TTag>(Func<T, long, long> function) : ITimestampAssigner<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ExtractTimestamp(in T record, long recordTimestamp) => function(record, recordTimestamp);
}
