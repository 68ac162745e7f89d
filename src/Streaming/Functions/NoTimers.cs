using Flink.Streaming.Timers;

namespace Flink.Streaming.Functions;

/// <summary>Time without timers, for functions that run without keys.</summary>
internal sealed class NoTimers(FunctionScope scope) : ITimerService
{
    public long CurrentProcessingTime => scope.CurrentProcessingTime;

    public long CurrentWatermark => scope.CurrentWatermark;

    public void RegisterEventTimeTimer(long time) => throw Refused();

    public void RegisterProcessingTimeTimer(long time) => throw Refused();

    public void DeleteEventTimeTimer(long time) => throw Refused();

    public void DeleteProcessingTimeTimer(long time) => throw Refused();

    private NotSupportedException Refused() => new(
        $"Timers belong to keys, and the function of '{scope.OperatorName}' does not know any. Call KeyBy before it, and use a keyed process function.");
}
