using Flink.Core.EventTime;
using Flink.Core.Operators;

namespace Flink.Streaming.Functions;

/// <summary>Brings the timestamp assigner of a strategy to the form that loops are closed over.</summary>
internal static class TimestampAssigners
{
    /// <summary>The assigner; null where the strategy keeps timestamps.</summary>
    public static FunctionSpec? Of<T>(WatermarkStrategy<T> strategy) => strategy.TimestampAssigner switch
    {
        null => null,
        Func<T, long, long> byValue => FunctionSpec.Of(typeof(FuncTimestampAssigner<,>), byValue, typeof(T)),
        TimestampAssigner<T> byReference => FunctionSpec.Of(typeof(InTimestampAssigner<,>), byReference, typeof(T)),
        var function => FunctionSpec.OfObject(typeof(ObjectTimestampAssigner<,>), function, typeof(T)),
    };
}
