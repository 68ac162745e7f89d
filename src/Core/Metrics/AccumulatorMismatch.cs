namespace Flink.Core.Metrics;

internal static class AccumulatorMismatch
{
    public static InvalidOperationException Between(IAccumulator one, IAccumulator other) => new(
        $"Subtasks registered accumulators of different types under one name: {one.GetType().Name} and {other.GetType().Name}. Give them different names.");
}
