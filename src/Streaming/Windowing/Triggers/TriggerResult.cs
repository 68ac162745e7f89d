namespace Flink.Streaming.Windowing.Triggers;

/// <summary>What is to happen to a window.</summary>
public enum TriggerResult
{
    /// <summary>Nothing.</summary>
    Continue = 0,

    /// <summary>The function is called with the contents, which stay.</summary>
    Fire = 1,

    /// <summary>The contents go, without a call. The window, its trigger's state and its timers stay.</summary>
    Purge = 2,

    /// <summary>The function is called with the contents, which then go.</summary>
    FireAndPurge = 3,
}
