namespace Flink.Streaming.Timers;

/// <summary>Whose timer it is.</summary>
/// <param name="Hash">Of key, namespace and time; never 0.</param>
/// <param name="Key">The key.</param>
/// <param name="Namespace">The namespace.</param>
internal readonly record struct TimerId<TKey, TNamespace>(ulong Hash, TKey Key, TNamespace Namespace);
