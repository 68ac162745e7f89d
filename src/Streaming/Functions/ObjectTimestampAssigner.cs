using System.Runtime.CompilerServices;
using Flink.Core.EventTime;

namespace Flink.Streaming.Functions;

/// <summary>A timestamp assigner given as an object.</summary>
internal readonly struct ObjectTimestampAssigner<T, TTag>(ITimestampAssigner<T> function) : ITimestampAssigner<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ExtractTimestamp(in T record, long recordTimestamp) => function.ExtractTimestamp(in record, recordTimestamp);
}
