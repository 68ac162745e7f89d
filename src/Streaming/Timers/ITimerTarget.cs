namespace Flink.Streaming.Timers;

/// <summary>What a timer calls. On the task's thread, in the order of the timers' times.</summary>
/// <typeparam name="TKey">The key type.</typeparam>
/// <typeparam name="TNamespace">What tells timers of one key apart; <see cref="NoNamespace"/> where nothing does.</typeparam>
/// <remarks>The timer no longer exists when this is called. The call may register and delete timers, those that are due at once included.</remarks>
public interface ITimerTarget<TKey, TNamespace>
{
    /// <summary>Event time has reached a timer; the watermark that did it has not been passed on.</summary>
    void OnEventTime(in TKey key, in TNamespace @namespace, long time);

    /// <summary>Processing time has passed a timer.</summary>
    void OnProcessingTime(in TKey key, in TNamespace @namespace, long time);
}
