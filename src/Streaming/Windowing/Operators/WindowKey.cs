namespace Flink.Streaming.Windowing.Operators;

/// <summary>By what the state of a window is found.</summary>
internal readonly record struct WindowKey<TKey, TWindow>(TKey Key, TWindow Window);
