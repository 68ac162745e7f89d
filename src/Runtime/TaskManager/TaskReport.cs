using Flink.Core.Metrics;

namespace Flink.Runtime.TaskManager;

/// <summary>What a task leaves behind when it ends.</summary>
/// <param name="Accumulators">The accumulators of its functions by name.</param>
/// <param name="RecordsRead">Records that its source read; 0 for other tasks.</param>
public sealed record TaskReport(IReadOnlyDictionary<string, IAccumulator> Accumulators, long RecordsRead);
