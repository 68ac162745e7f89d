using System.Diagnostics.Metrics;

namespace Flink.Local.Tests.Harness;

/// <summary>Reads the engine's metrics of one job as a monitoring system would.</summary>
internal sealed class TaskMeters : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly string _job;
    private readonly Dictionary<(string Metric, string Task), long> _values = [];

    public TaskMeters(Core.Graph.JobId job)
    {
        _job = job.ToString();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Flink.Runtime" && !instrument.Name.StartsWith("operator.", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(Take);
        _listener.Start();
    }

    /// <summary>The value of a metric now, summed over the subtasks of a task.</summary>
    public long Read(string metric, string task)
    {
        _values.Clear();
        _listener.RecordObservableInstruments();
        return _values.GetValueOrDefault((metric, task));
    }

    /// <summary>Waits until a metric of a task has at least some value.</summary>
    public async Task ReachedAsync(string metric, string task, long atLeast, TimeSpan? patience = null)
    {
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var deadline = new CancellationTokenSource(patience ?? Programs.Patience);
        while (Read(metric, task) < atLeast)
        {
            await poll.WaitForNextTickAsync(deadline.Token);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        string? job = null, task = null;
        foreach (var (key, tag) in tags)
        {
            job = key == "job_id" ? (string?)tag : job;
            task = key == "task_name" ? (string?)tag : task;
        }

        if (job == _job)
        {
            _values[(instrument.Name, task!)] = _values.GetValueOrDefault((instrument.Name, task!)) + value;
        }
    }
}
