using Flink.Core.EventTime;

namespace Flink.Streaming.Functions;

/// <summary>Brings the timestamp assigner of a strategy to the form that loops are closed over.</summary>
internal static class TimestampAssigners
{
    /// <summary>The assigner as a boxed struct; null where the strategy keeps timestamps.</summary>
    public static object? Bind<T>(WatermarkStrategy<T> strategy) => strategy.TimestampAssigner switch
    {
        null => null,
        Func<T, long, long> byValue => StructFunction.Of(typeof(FuncTimestampAssigner<,>), byValue, typeof(T)),
        TimestampAssigner<T> byReference => StructFunction.Of(typeof(InTimestampAssigner<,>), byReference, typeof(T)),
        var function => StructFunction.OfObject(typeof(ObjectTimestampAssigner<,>), function, typeof(T)),
    };
}
