using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Metrics;
using Flink.Runtime.Scheduling;

namespace Flink.Runtime.TaskExecutor;

/// <summary>What people may see of a worker's process.</summary>
/// <param name="Logs">Its files.</param>
/// <param name="Metrics">What it measures.</param>
/// <param name="Io">Reads the files.</param>
public sealed record WorkerView(LogFolder Logs, MetricReader Metrics, IIoExecutor Io);
