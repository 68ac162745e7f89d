using System.Diagnostics.Metrics;
using System.Globalization;
using Flink.Core.Graph;

namespace Flink.Runtime.Metrics;

/// <summary>Reads the metrics of this process on demand, for the REST endpoint: every observable instrument of meter <see cref="TaskMetrics.MeterName"/>.</summary>
/// <remarks>Costs nothing between two reads. Safe for concurrent use; reads follow one another.</remarks>
public sealed class MetricReader : IDisposable
{
    private readonly Lock _lock = new();
    private readonly MeterListener _listener = new();
    private List<MetricSample> _samples = [];

    /// <summary>A reader that has seen nothing.</summary>
    public MetricReader()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.IsObservable && instrument.Meter.Name == TaskMetrics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All values now.</summary>
    public IReadOnlyList<MetricSample> Read()
    {
        lock (_lock)
        {
            _samples = [];
            _listener.RecordObservableInstruments();
            return _samples;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var scope = ScopeOf(tags);
        var name = scope.Operator is not null && instrument.Name.StartsWith(TaskMetrics.OperatorPrefix, StringComparison.Ordinal)
            ? instrument.Name[TaskMetrics.OperatorPrefix.Length..]
            : instrument.Name.StartsWith(LatencyMetrics.Prefix, StringComparison.Ordinal) ? LatencyMetrics.IdOf(instrument.Name, tags) : instrument.Name;
        _samples.Add(new MetricSample(scope, name, value));
    }

    private static MetricScope ScopeOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var scope = MetricScope.Process;
        foreach (var (key, value) in tags)
        {
            scope = key switch
            {
                MetricTags.JobId when Id128.TryParse((string)value!, out var job) => scope with { Job = new JobId(job) },
                MetricTags.TaskId when Id128.TryParse((string)value!, out var vertex) => scope with { Vertex = new VertexId(vertex) },
                MetricTags.Subtask => scope with { Subtask = Convert.ToInt32(value, CultureInfo.InvariantCulture) },
                MetricTags.Attempt => scope with { Attempt = Convert.ToInt32(value, CultureInfo.InvariantCulture) },
                MetricTags.OperatorName => scope with { Operator = (string?)value },
                _ => scope,
            };
        }

        return scope;
    }
}
