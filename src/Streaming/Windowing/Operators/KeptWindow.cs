namespace Flink.Streaming.Windowing.Operators;

/// <summary>A window of a key, and the window under which its contents are kept: that of the first record of what was merged into it.</summary>
internal readonly record struct KeptWindow<TWindow>(TWindow Window, TWindow StateWindow);
