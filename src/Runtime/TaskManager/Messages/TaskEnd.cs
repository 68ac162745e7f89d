using Flink.Core.Closures;
using Flink.Core.Metrics;
using Flink.Runtime.Dispatcher.Views;

namespace Flink.Runtime.TaskManager.Messages;

/// <summary>A <see cref="TaskReport"/> on its way.</summary>
/// <param name="Accumulators">The accumulators by name, as a closure of the program's types; null for none.</param>
/// <param name="RecordsRead">Records that its source read.</param>
/// <param name="LastCheckpoint">The newest checkpoint that it took part in; 0 for none.</param>
/// <param name="Figures">What it read and wrote, and where its time went.</param>
public sealed record TaskEnd(byte[]? Accumulators, long RecordsRead, long LastCheckpoint, TaskFigures? Figures)
{
    /// <summary>What is sent of a report.</summary>
    /// <exception cref="ClosureException">An accumulator cannot travel.</exception>
    public static TaskEnd Of(TaskReport report)
    {
        KeyValuePair<string, IAccumulator>[] accumulators = [.. report.Accumulators];
        return new TaskEnd(
            accumulators.Length == 0 ? null : ClosureSerializer.Write(accumulators, "The accumulators of a task").Bytes.ToArray(),
            report.RecordsRead,
            report.LastCheckpoint,
            report.Figures);
    }

    /// <summary>The report that was sent.</summary>
    /// <param name="types">Finds the program's types.</param>
    /// <exception cref="ClosureException">A type of an accumulator is not there.</exception>
    public TaskReport ToReport(TypeResolver types) => new(
        Accumulators is null
            ? new Dictionary<string, IAccumulator>()
            : new Dictionary<string, IAccumulator>((KeyValuePair<string, IAccumulator>[])ClosureSerializer.Read(Accumulators, types)!),
        RecordsRead,
        LastCheckpoint,
        Figures);
}
