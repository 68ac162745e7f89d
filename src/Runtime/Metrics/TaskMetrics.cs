using System.Diagnostics.Metrics;
using Flink.Runtime.TaskManager;

namespace Flink.Runtime.Metrics;

/// <summary>Flink's task and operator metrics as instruments of the framework: read when somebody listens, free otherwise.</summary>
/// <remarks>
/// Meter <c>Flink.Runtime</c>; names are Flink's, tags <c>job_id</c>, <c>job_name</c>, <c>task_name</c>, <c>subtask_index</c>,
/// for operators also <c>operator_name</c>. Never a meter call a record: tasks count batches, this reads the counts.
/// </remarks>
public sealed class TaskMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Flink.Runtime";

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
        _meter.CreateObservableCounter("operator.numRecordsOut", ObserveOperators, "{record}", "Records that an operator has emitted.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?>[] TagsOf(StreamTask task) =>
    [
        new("job_id", task.Deployment.Job.Id.ToString()),
        new("job_name", task.Deployment.Job.Name),
        new("task_name", task.Deployment.Vertex.Name),
        new("subtask_index", task.Deployment.Execution.Subtask),
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
                yield return new Measurement<long>(output.Records, [.. TagsOf(task), new("operator_name", name)]);
            }
        }
    }
}
