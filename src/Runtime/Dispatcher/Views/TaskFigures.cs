namespace Flink.Runtime.Dispatcher.Views;

/// <summary>What a task read and wrote, and where its time went.</summary>
/// <param name="BytesIn">Bytes from tasks of other workers; within one, batches go by reference.</param>
/// <param name="BytesOut">Bytes to tasks of other workers.</param>
/// <param name="RecordsIn">Records from other tasks.</param>
/// <param name="RecordsOut">Records to other tasks.</param>
/// <param name="BackPressured">Time that it waited for room in its outputs.</param>
/// <param name="Idle">Time that it had nothing to read.</param>
/// <param name="Busy">Time that it was running or ready to run.</param>
public sealed record TaskFigures(
    long BytesIn, long BytesOut, long RecordsIn, long RecordsOut, TimeSpan BackPressured, TimeSpan Idle, TimeSpan Busy);
