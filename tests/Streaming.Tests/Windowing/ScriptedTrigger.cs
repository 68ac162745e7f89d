using Flink.Core.State;
using Flink.Streaming.Testing;
using Flink.Streaming.Windowing;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Tests.Windowing;

/// <summary>What a trigger of a test answers, and what it was asked.</summary>
internal sealed class TriggerScript
{
    public TriggerResult OnElement { get; set; }

    public TriggerResult OnEventTime { get; set; }

    public TriggerResult OnProcessingTime { get; set; }

    /// <summary>A timer that is registered for each record, this much after it.</summary>
    public long? EventTimerAfter { get; set; }

    public long? ProcessingTimerAfter { get; set; }

    /// <summary>Whether the trigger cleans up behind itself.</summary>
    public bool ClearsTimers { get; set; } = true;

    public List<string> Calls { get; } = [];
}

internal sealed class ScriptedTrigger(Shared<TriggerScript> script) : Trigger<string, TimeWindow>
{
    private readonly ValueStateDescriptor<long> _timer = new("timer");
    private readonly ListStateDescriptor<string> _seen = new("seen");

    private TriggerScript Script => script.Value;

    public override bool CanMerge => true;

    public override TriggerResult OnElement(in string element, long timestamp, TimeWindow window, TriggerContext context)
    {
        Script.Calls.Add($"element {element} in {Show(window)}");
        context.GetPartitionedState(_seen).Add(element);
        if (Script.EventTimerAfter is { } after)
        {
            context.RegisterEventTimeTimer(timestamp + after);
            context.GetPartitionedState(_timer).Update(timestamp + after);
        }

        if (Script.ProcessingTimerAfter is { } later)
        {
            context.RegisterProcessingTimeTimer(context.CurrentProcessingTime + later);
        }

        return Script.OnElement;
    }

    public override TriggerResult OnEventTime(long time, TimeWindow window, TriggerContext context)
    {
        Script.Calls.Add($"event time {time} in {Show(window)}");
        return Script.OnEventTime;
    }

    public override TriggerResult OnProcessingTime(long time, TimeWindow window, TriggerContext context)
    {
        Script.Calls.Add($"processing time {time} in {Show(window)}");
        return Script.OnProcessingTime;
    }

    public override void OnMerge(TimeWindow window, MergeTriggerContext context)
    {
        context.MergePartitionedState(_seen);
        Script.Calls.Add($"merge to {Show(window)} with {string.Join(' ', context.GetPartitionedState(_seen).Get().ToArray())}");
    }

    public override void Clear(TimeWindow window, TriggerContext context)
    {
        var seen = string.Join(' ', context.GetPartitionedState(_seen).Get().ToArray());
        Script.Calls.Add($"clear {Show(window)} of {seen}".TrimEnd());
        context.GetPartitionedState(_seen).Clear();
        if (Script.ClearsTimers && context.GetPartitionedState(_timer).TryGetValue(out var timer))
        {
            context.DeleteEventTimeTimer(timer);
        }

        context.GetPartitionedState(_timer).Clear();
    }

    private static string Show(TimeWindow window) => $"[{window.Start},{window.End})";
}
