using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Metrics;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskExecutor;

/// <summary>The stable names of the questions that workers answer to people.</summary>
public static class TaskExecutorMessages
{
    /// <summary>Adds them all.</summary>
    public static MessageRegistry AddTaskExecutorMessages(this MessageRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return registry
            .AddRequest<ReadMetrics, IReadOnlyList<MetricSample>>("taskmanager.read-metrics")
            .AddRequest<ListLogs, IReadOnlyList<LogFile>>("taskmanager.list-logs")
            .AddRequest<ReadLog, LogPiece?>("taskmanager.read-log");
    }
}
