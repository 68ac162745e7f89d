using Flink.Runtime.Metrics;

namespace Flink.Runtime.Dispatcher.Views;

/// <summary>What the REST endpoint asks of the ResourceManager in its process, and of TaskManagers through it. Safe for concurrent use; every answer is a snapshot that nobody changes later.</summary>
/// <remarks>
/// A TaskManager is named by its id as text. Calls about one that is not registered give null; one that does not answer in time is a
/// retryable <see cref="Core.FlinkException"/>. While this process does not lead, every call throws one.
/// </remarks>
public interface IResourceManagerGateway
{
    /// <summary>The registered TaskManagers in the order of their registration.</summary>
    Task<IReadOnlyList<TaskManagerDetails>> ListTaskManagersAsync(CancellationToken cancellation);

    /// <summary>One TaskManager.</summary>
    Task<TaskManagerDetails?> FindTaskManagerAsync(string taskManagerId, CancellationToken cancellation);

    /// <summary>What the TaskManager measures now, about itself and its tasks (<see cref="MetricReader.Read"/> in its process).</summary>
    Task<IReadOnlyList<MetricSample>?> ReadMetricsAsync(string taskManagerId, CancellationToken cancellation);

    /// <summary>The files in the TaskManager's log folder.</summary>
    Task<IReadOnlyList<LogFile>?> ListLogsAsync(string taskManagerId, CancellationToken cancellation);

    /// <summary>A piece of one of its files, at most <paramref name="count"/> bytes (256 KB are asked for, so that a message stays small).</summary>
    /// <param name="taskManagerId">The TaskManager.</param>
    /// <param name="file">Which file.</param>
    /// <param name="offset">Bytes before the piece.</param>
    /// <param name="count">The most bytes that are wanted.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null when there is no such TaskManager or no such file. A name with a folder in it is no such file.</returns>
    Task<LogPiece?> ReadLogAsync(string taskManagerId, LogFileName file, long offset, int count, CancellationToken cancellation);
}
