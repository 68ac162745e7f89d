using System.Runtime.CompilerServices;
using Flink.Core.EventTime;

namespace Flink.Streaming.Functions;

/// <summary>A timestamp assigner given as a delegate by reference.</summary>
internal readonly struct InTimestampAssigner<T, TTag>(TimestampAssigner<T> function) : ITimestampAssigner<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ExtractTimestamp(in T record, long recordTimestamp) => function(in record, recordTimestamp);
}
