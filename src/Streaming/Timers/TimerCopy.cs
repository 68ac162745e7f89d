namespace Flink.Streaming.Timers;

/// <summary>A timer as it was at the moment of a snapshot.</summary>
internal readonly record struct TimerCopy<TKey, TNamespace>(ulong KeyHash, TKey Key, TNamespace Namespace, long Time);
