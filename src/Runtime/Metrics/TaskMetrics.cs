using System.Diagnostics.Metrics;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.Metrics;

/// <summary>Flink's task and operator metrics as instruments of the framework: read when somebody listens, free otherwise.</summary>
/// <remarks>
/// Meter <c>Flink.Runtime</c>; names are Flink's, tags are those of <see cref="MetricTags"/>. Never a meter call a record: tasks count batches, this reads the counts.
/// </remarks>
public sealed class TaskMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Flink.Runtime";

    /// <summary>What stands before the names of operators' metrics, since a task has metrics of the same names.</summary>
    internal const string OperatorPrefix = "operator.";

    private readonly TaskManager.TaskManager _taskManager;
    private readonly Meter _meter = new(MeterName);

    /// <summary>Offers the metrics of a TaskManager's tasks until it is disposed.</summary>
    public TaskMetrics(TaskManager.TaskManager taskManager)
    {
        _taskManager = taskManager;
        _meter.CreateObservableCounter("numRecordsIn", () => Observe(task => task.RecordsIn), "{record}", "Records that a task has read.");
        _meter.CreateObservableCounter("numRecordsOut", () => Observe(task => task.RecordsOut), "{record}", "Records that a task has sent to other tasks.");
        _meter.CreateObservableCounter("accumulateBusyTimeMs", () => Observe(task => (long)task.Meter.Busy.TotalMilliseconds), "ms", "Time a task was running or ready to run.");
        _meter.CreateObservableCounter("accumulateIdleTimeMs", () => Observe(task => (long)task.Meter.Idle.TotalMilliseconds), "ms", "Time a task had nothing to read.");
        _meter.CreateObservableCounter("accumulateBackPressuredTimeMs", () => Observe(task => (long)task.Meter.BackPressured.TotalMilliseconds), "ms", "Time a task waited for room in its output.");
        _meter.CreateObservableCounter(OperatorPrefix + "numRecordsOut", ObserveOperators, "{record}", "Records that an operator has emitted.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?>[] TagsOf(StreamTask task) =>
    [
        new(MetricTags.JobId, task.Deployment.Job.Id.ToString()),
        new(MetricTags.JobName, task.Deployment.Job.Name),
        new(MetricTags.TaskId, task.Deployment.Vertex.Id.ToString()),
        new(MetricTags.TaskName, task.Deployment.Vertex.Name),
        new(MetricTags.Subtask, task.Deployment.Execution.Subtask),
        new(MetricTags.Attempt, task.Deployment.Execution.Attempt),
    ];

    private IEnumerable<Measurement<long>> Observe(Func<StreamTask, long> read)
    {
        foreach (var task in _taskManager.Tasks)
        {
            yield return new Measurement<long>(read(task), TagsOf(task));
        }
    }

    private IEnumerable<Measurement<long>> ObserveOperators()
    {
        foreach (var task in _taskManager.Tasks)
        {
            foreach (var (name, output) in task.Operators)
            {
                yield return new Measurement<long>(output.Records, [.. TagsOf(task), new(MetricTags.OperatorName, name)]);
            }
        }
    }
}
