namespace Flink.Runtime.Dispatcher.Views;

/// <summary>What a task read and wrote, and where its time went.</summary>
/// <param name="BytesIn">Bytes from other tasks; 0 where batches went by reference.</param>
/// <param name="BytesOut">Bytes to other tasks.</param>
/// <param name="RecordsIn">Records from other tasks.</param>
/// <param name="RecordsOut">Records to other tasks.</param>
/// <param name="BackPressured">Time that it waited for room in its outputs.</param>
/// <param name="Idle">Time that it had nothing to read.</param>
/// <param name="Busy">Time that it was running or ready to run.</param>
public sealed record TaskFigures(
    long BytesIn, long BytesOut, long RecordsIn, long RecordsOut, TimeSpan BackPressured, TimeSpan Idle, TimeSpan Busy);
