using Flink.Core.Functions;

namespace Flink.Streaming.Windowing;

/// <summary>Makes any number of results of the records of a window.</summary>
/// <param name="key">The key.</param>
/// <param name="window">The window.</param>
/// <param name="elements">The records in the order of their arrival, or the one result of a reduction or an aggregation; valid for the time of the call.</param>
/// <param name="output">Takes the results, which carry the window's last timestamp unless given one.</param>
public delegate void WindowAction<in TIn, TOut, in TKey, in TWindow>(TKey key, TWindow window, IReadOnlyList<TIn> elements, Collector<TOut> output);
