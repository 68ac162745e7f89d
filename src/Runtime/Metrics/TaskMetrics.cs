using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
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
    private readonly KeyValuePair<string, object?>[] _process;
    private readonly Meter _meter = new(new MeterOptions(MeterName) { Scope = MetricScopes.Task });
    private readonly Meter _processMeter = new(new MeterOptions(MeterName) { Scope = MetricScopes.TaskManager });
    private readonly LatencyMetrics _latencies;
    private readonly ConditionalWeakTable<StreamTask, TaskRates> _rates = [];

    /// <summary>Offers the metrics of a TaskManager's tasks until it is disposed.</summary>
    /// <param name="taskManager">The TaskManager.</param>
    /// <param name="process">Tags that tell its process from others, on every metric (<see cref="MetricTags.TaskManagerId"/>, <see cref="MetricTags.Host"/>).</param>
    public TaskMetrics(TaskManager.TaskManager taskManager, params KeyValuePair<string, object?>[] process)
    {
        _taskManager = taskManager;
        _process = process;
        _latencies = new LatencyMetrics(taskManager, process);
        _meter.CreateObservableCounter("numRecordsIn", () => Observe(task => task.RecordsIn), "{record}", "Records that a task has read.");
        _meter.CreateObservableCounter("numRecordsOut", () => Observe(task => task.RecordsOut), "{record}", "Records that a task has sent to other tasks.");
        Counter("numBytesIn", static task => task.Taken.Bytes, "By", "Bytes that a task has read from other workers.");
        Counter("numBytesInRemote", static task => task.Taken.Bytes, "By", "Bytes that a task has read from other workers.");
        Counter("numBytesOut", static task => task.Sent.Bytes, "By", "Bytes that a task has sent to other workers.");
        Counter("numBuffersInRemote", static task => task.Taken.Buffers, "{buffer}", "Frames of records that a task has read from other workers.");
        Counter("numBuffersOut", static task => task.Sent.Buffers, "{buffer}", "Frames of records that a task has sent to other workers.");
        _meter.CreateObservableCounter("accumulateBusyTimeMs", () => Observe(task => (long)task.Meter.Busy.TotalMilliseconds), null, "Milliseconds that a task was running or ready to run.");
        _meter.CreateObservableCounter("accumulateIdleTimeMs", () => Observe(task => (long)task.Meter.Idle.TotalMilliseconds), null, "Milliseconds that a task had nothing to read.");
        _meter.CreateObservableCounter("accumulateBackPressuredTimeMs", () => Observe(task => (long)task.Meter.BackPressured.TotalMilliseconds), null, "Milliseconds that a task waited for room in its output.");
        Rate("busyTimeMsPerSecond", static rates => rates.Busy);
        Rate("idleTimeMsPerSecond", static rates => rates.Idle);
        Rate("backPressuredTimeMsPerSecond", static rates => rates.BackPressured);
        Rate("numRecordsInPerSecond", static rates => rates.RecordsIn);
        Rate("numRecordsOutPerSecond", static rates => rates.RecordsOut);
        Rate("numBytesInPerSecond", static rates => rates.BytesIn);
        Rate("numBytesInRemotePerSecond", static rates => rates.BytesIn);
        Rate("numBytesOutPerSecond", static rates => rates.BytesOut);
        Rate("numBuffersInRemotePerSecond", static rates => rates.BuffersIn);
        Rate("numBuffersOutPerSecond", static rates => rates.BuffersOut);
        _meter.CreateObservableGauge("currentInputWatermark", ObserveWatermarks, null, "Event time that a task's inputs have reached, in milliseconds.");
        _meter.CreateObservableCounter(OperatorPrefix + "numRecordsOut", ObserveOperators, "{record}", "Records that an operator has emitted.");
        OfProcess("Status.Flink.Memory.Managed.Used", () => taskManager.ManagedMemoryUse.Used, "Bytes of managed memory in use.");
        OfProcess("Status.Flink.Memory.Managed.Total", () => taskManager.ManagedMemoryUse.Limit, "Bytes that managed memory may have.");
        OfProcess("Status.Shuffle.Netty.UsedMemory", () => taskManager.NetworkMemoryUse.Used, "Bytes of exchanges in use.");
        OfProcess("Status.Shuffle.Netty.TotalMemory", () => taskManager.NetworkMemoryUse.Limit, "Bytes that exchanges may have.");
        OfProcess(
            "Status.Shuffle.Netty.AvailableMemory",
            () => taskManager.NetworkMemoryUse.Limit - taskManager.NetworkMemoryUse.Used,
            "Bytes that exchanges may still take.");
        OfProcess(
            "Status.Shuffle.Netty.RequestedMemoryUsage",
            () => taskManager.NetworkMemoryUse.Limit is > 0 and var limit ? 100 * taskManager.NetworkMemoryUse.Used / limit : 0,
            "Part of the memory of exchanges that is in use, in percent.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        _processMeter.Dispose();
        _latencies.Dispose();
    }

    private KeyValuePair<string, object?>[] TagsOf(StreamTask task) =>
    [
        .. _process,
        new(MetricTags.JobId, task.Deployment.Job.Id.ToString()),
        new(MetricTags.JobName, task.Deployment.Job.Name),
        new(MetricTags.TaskId, task.Deployment.Vertex.Id.ToString()),
        new(MetricTags.TaskName, task.Deployment.Vertex.Name),
        new(MetricTags.Subtask, task.Deployment.Execution.Subtask),
        new(MetricTags.Attempt, task.Deployment.Execution.Attempt),
    ];

    private void OfProcess(string name, Func<long> read, string description) => _processMeter.CreateObservableGauge(name, () => new Measurement<long>(read(), _process), null, description);

    private void Counter(string name, Func<StreamTask, long> read, string unit, string description) =>
        _meter.CreateObservableCounter(name, () => Observe(read), unit, description);

    private void Rate(string name, Func<TaskRates, double> read) => _meter.CreateObservableGauge(
        name,
        () => _taskManager.Tasks.Select(task =>
        {
            var rates = _rates.GetValue(task, static _ => new TaskRates());
            rates.Update(task);
            return new Measurement<double>(read(rates), TagsOf(task));
        }).ToArray(),
        null,
        "What a task did in each of the last seconds.");

    private IEnumerable<Measurement<long>> ObserveWatermarks()
    {
        foreach (var task in _taskManager.Tasks)
        {
            if (task.InputWatermark is { } time)
            {
                yield return new Measurement<long>(time, TagsOf(task));
            }
        }
    }

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
