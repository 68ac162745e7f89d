using System.Runtime.CompilerServices;
using Flink.Core.EventTime;
using Flink.Core.Operators.Fusion;

namespace Flink.Streaming.Functions;

/// <summary>A timestamp assigner given as an object.</summary>
internal readonly struct ObjectTimestampAssigner<T, TTag>(ITimestampAssigner<T> function) : ITimestampAssigner<T>, IFunctionPerSubtask
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ExtractTimestamp(in T record, long recordTimestamp) => function.ExtractTimestamp(in record, recordTimestamp);

    public object ForSubtask() => new ObjectTimestampAssigner<T, TTag>(FunctionObject.CopyOf(function));
}
