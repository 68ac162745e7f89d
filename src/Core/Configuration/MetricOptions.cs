namespace Flink.Core.Configuration;

/// <summary>Options of what is measured, how it is named and who reports it.</summary>
public static class MetricOptions
{
    /// <summary>Names of the reporters to start, separated by commas; all configured ones when not set.</summary>
    public static ConfigOption<string> Reporters { get; } = ConfigOption.String(
        "metrics.reporters",
        "Names of the reporters to start, separated by commas; all configured ones when not set.")
        .Supported();

    /// <summary>Type that makes the reporter.</summary>
    public static ConfigOption<string> ReporterFactory { get; } = ConfigOption.String(
        "metrics.reporter.<name>.factory.class",
        "Type that makes the reporter.")
        .Supported();

    /// <summary>Time between two reports.</summary>
    public static ConfigOption<TimeSpan> ReporterInterval { get; } = ConfigOption.Duration(
        "metrics.reporter.<name>.interval",
        "10 s",
        "Time between two reports.")
        .Where(value => value > TimeSpan.Zero, "above zero")
        .Supported();

    /// <summary>Text between the parts of a metric's name.</summary>
    public static ConfigOption<string> ReporterScopeDelimiter { get; } = ConfigOption.String(
        "metrics.reporter.<name>.scope.delimiter",
        ".",
        "Text between the parts of a metric's name.");

    /// <summary>Filters of the metrics to report, each `scope:name:types`; all when not set.</summary>
    public static ConfigOption<IReadOnlyList<string>> ReporterIncludes { get; } = ConfigOption.StringList(
        "metrics.reporter.<name>.filter.includes",
        "Filters of the metrics to report, each `scope:name:types`; all when not set.");

    /// <summary>Filters of the metrics to leave out.</summary>
    public static ConfigOption<IReadOnlyList<string>> ReporterExcludes { get; } = ConfigOption.StringList(
        "metrics.reporter.<name>.filter.excludes",
        "Filters of the metrics to leave out.");

    /// <summary>Text between the parts of a metric's name.</summary>
    public static ConfigOption<string> ScopeDelimiter { get; } = ConfigOption.String(
        "metrics.scope.delimiter",
        ".",
        "Text between the parts of a metric's name.");

    /// <summary>Name of the JobManager in front of its metrics.</summary>
    public static ConfigOption<string> ScopeJobManager { get; } = ConfigOption.String(
        "metrics.scope.jm",
        "<host>.jobmanager",
        "Name of the JobManager in front of its metrics.");

    /// <summary>The same for metrics of a job at the JobManager.</summary>
    public static ConfigOption<string> ScopeJobManagerJob { get; } = ConfigOption.String(
        "metrics.scope.jm-job",
        "<host>.jobmanager.<job_name>",
        "The same for metrics of a job at the JobManager.")
        .Deprecates("metrics.scope.jm.job");

    /// <summary>Name of a worker in front of its metrics.</summary>
    public static ConfigOption<string> ScopeTaskManager { get; } = ConfigOption.String(
        "metrics.scope.tm",
        "<host>.taskmanager.<tm_id>",
        "Name of a worker in front of its metrics.");

    /// <summary>The same for metrics of a job at a worker.</summary>
    public static ConfigOption<string> ScopeTaskManagerJob { get; } = ConfigOption.String(
        "metrics.scope.tm-job",
        "<host>.taskmanager.<tm_id>.<job_name>",
        "The same for metrics of a job at a worker.")
        .Deprecates("metrics.scope.tm.job");

    /// <summary>The same for metrics of a task.</summary>
    public static ConfigOption<string> ScopeTask { get; } = ConfigOption.String(
        "metrics.scope.task",
        "<host>.taskmanager.<tm_id>.<job_name>.<task_name>.<subtask_index>",
        "The same for metrics of a task.");

    /// <summary>The same for metrics of an operator.</summary>
    public static ConfigOption<string> ScopeOperator { get; } = ConfigOption.String(
        "metrics.scope.operator",
        "<host>.taskmanager.<tm_id>.<job_name>.<operator_name>.<subtask_index>",
        "The same for metrics of an operator.");

    /// <summary>Least time between two fetches of metrics for the dashboard; 0 fetches none.</summary>
    public static ConfigOption<TimeSpan> FetcherUpdateInterval { get; } = ConfigOption.Duration(
        "metrics.fetcher.update-interval",
        "10 s",
        "Least time between two fetches of metrics for the dashboard; 0 fetches none.")
        .Supported();

    /// <summary>Time between two latency markers of a source; 0 sends none.</summary>
    public static ConfigOption<TimeSpan> LatencyInterval { get; } = ConfigOption.Duration(
        "metrics.latency.interval",
        "0 ms",
        "Time between two latency markers of a source; 0 sends none.")
        .Where(value => value >= TimeSpan.Zero, "not below zero")
        .Supported();

    /// <summary>How far latencies are told apart by their source.</summary>
    public static ConfigOption<string> LatencyGranularity { get; } = ConfigOption.Choice(
        "metrics.latency.granularity",
        ["single", "operator", "subtask"],
        "operator",
        "How far latencies are told apart by their source.")
        .Supported();

    /// <summary>Latencies that a histogram remembers.</summary>
    public static ConfigOption<int> LatencyHistorySize { get; } = ConfigOption.Int(
        "metrics.latency.history-size",
        128,
        "Latencies that a histogram remembers.")
        .AtLeast(1)
        .Supported();

    /// <summary>Whether processor, memory and network of the machine are measured.</summary>
    public static ConfigOption<bool> SystemResource { get; } = ConfigOption.Bool(
        "metrics.system-resource",
        false,
        "Whether processor, memory and network of the machine are measured.");

    /// <summary>Port at which a process answers for its metrics.</summary>
    public static ConfigOption<string> InternalQueryPort { get; } = ConfigOption.PortRange(
        "metrics.internal.query-service.port",
        "0",
        "Port at which a process answers for its metrics.");

    /// <summary>These options as one chapter.</summary>
    internal static OptionGroup Group { get; } = new(
        "Metrics",
        [
            Reporters,
            ReporterFactory,
            ReporterInterval,
            ReporterScopeDelimiter,
            ReporterIncludes,
            ReporterExcludes,
            ScopeDelimiter,
            ScopeJobManager,
            ScopeJobManagerJob,
            ScopeTaskManager,
            ScopeTaskManagerJob,
            ScopeTask,
            ScopeOperator,
            FetcherUpdateInterval,
            LatencyInterval,
            LatencyGranularity,
            LatencyHistorySize,
            SystemResource,
            InternalQueryPort,
        ],
        new KnownPrefix("metrics.reporter.", "Further options of one reporter, read by that reporter.").Supported(),
        new KnownPrefix("traces.reporter.", "A reporter of spans: its factory class, and the options that it reads.").Supported());
}
