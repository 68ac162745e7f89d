using Flink.Runtime.Metrics;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.TaskExecutor;

/// <summary>Asks a worker what it measures now.</summary>
public sealed record ReadMetrics : Request<IReadOnlyList<MetricSample>>;
