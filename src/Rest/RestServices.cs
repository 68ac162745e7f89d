using Flink.Core.Configuration;
using Flink.Rest.Programs;
using Flink.Runtime.Dispatcher.Views;
using Flink.Runtime.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Rest;

/// <summary>What the REST endpoint talks to: the parts of the JobManager's process.</summary>
public sealed record RestServices
{
    /// <summary>The jobs.</summary>
    public required IDispatcherGateway Dispatcher { get; init; }

    /// <summary>The TaskManagers.</summary>
    public required IResourceManagerGateway ResourceManager { get; init; }

    /// <summary>The configuration of the process.</summary>
    public required FlinkConfiguration Configuration { get; init; }

    /// <summary>Reads the metrics of this process (<see cref="MetricReader.Read"/>).</summary>
    public required Func<IReadOnlyList<MetricSample>> ReadMetrics { get; init; }

    /// <summary>Whether jobs can be sent to this process, because it leads; from any thread.</summary>
    public Func<bool> IsReady { get; init; } = static () => true;

    /// <summary>Runs the <c>Main</c> of uploaded programs; null refuses to.</summary>
    public IProgramHost? Programs { get; init; }

    /// <summary>The log files of this process.</summary>
    public LogFolder Logs { get; init; } = LogFolder.None;

    /// <summary>For timestamps and caches.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>For what people should know.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}
