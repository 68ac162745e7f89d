using Flink.Core.Metrics;
using Flink.Runtime.Dispatcher.Views;

namespace Flink.Runtime.TaskManager;

/// <summary>What a task leaves behind when it ends.</summary>
/// <param name="Accumulators">The accumulators of its functions by name.</param>
/// <param name="RecordsRead">Records that its source read; 0 for other tasks.</param>
/// <param name="LastCheckpoint">The newest checkpoint that it took part in; 0 for none.</param>
/// <param name="Figures">What it read and wrote, and where its time went.</param>
public sealed record TaskReport(
    IReadOnlyDictionary<string, IAccumulator> Accumulators, long RecordsRead, long LastCheckpoint = 0, TaskFigures? Figures = null);
