using Flink.Core.Graph;
using Flink.Streaming.Windowing.Assigners;
using Flink.Streaming.Windowing.Evictors;
using Flink.Streaming.Windowing.Triggers;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>What was asked of windows, but for their function.</summary>
/// <param name="Assigner">The assigner as the program gave it.</param>
/// <param name="Trigger">The trigger that the program gave; null for the assigner's own.</param>
/// <param name="Evictor">The evictor, if there is one.</param>
/// <param name="AllowedLateness">Milliseconds.</param>
/// <param name="LateTag">Where late records go; null when they are dropped.</param>
internal sealed record WindowSpec<T, TWindow>(
    WindowAssigner<TWindow> Assigner, Trigger<T, TWindow>? Trigger, Evictor<T, TWindow>? Evictor, long AllowedLateness, OutputTag<T>? LateTag)
    where TWindow : struct, IWindow;
