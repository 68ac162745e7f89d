namespace Flink.Streaming.Windowing.Triggers;

internal static class TriggerResults
{
    public static bool IsFire(this TriggerResult result) => (result & TriggerResult.Fire) != 0;

    public static bool IsPurge(this TriggerResult result) => (result & TriggerResult.Purge) != 0;
}
