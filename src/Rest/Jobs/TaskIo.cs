using System.Text.Json;
using Flink.Core.Graph;
using Flink.Rest.Json;
using Flink.Rest.Metrics;
using Flink.Runtime.Dispatcher.Views;

namespace Flink.Rest.Jobs;

/// <summary>What tasks read and wrote, with Flink's marks whether all figures have arrived.</summary>
internal sealed class TaskIo
{
    private static readonly string[] _counted = ["read-bytes", "write-bytes", "read-records", "write-records"];
    private static readonly string[] _countedMetrics = ["numBytesIn", "numBytesOut", "numRecordsIn", "numRecordsOut"];
    private static readonly string[] _timed = ["accumulated-backpressured-time", "accumulated-idle-time", "accumulated-busy-time"];
    private static readonly string[] _timedMetrics = ["accumulateBackPressuredTimeMs", "accumulateIdleTimeMs", "accumulateBusyTimeMs"];

    private readonly long[] _counts = new long[4];
    private readonly bool[] _complete = [true, true, true, true];
    private readonly long[] _times = new long[3];

    /// <summary>The figures by Flink's names, in the order of its answers.</summary>
    public IEnumerable<(string Name, long Value)> Values => _counted.Zip(_counts).Concat(_timed.Zip(_times));

    /// <summary>Figures of one attempt: the final ones, else those that its TaskManager measured last.</summary>
    public static TaskIo Of(ExecutionDetails execution, VertexId vertex, MetricTree.JobBranch? metrics)
    {
        var io = new TaskIo();
        if (execution.Figures is { } final)
        {
            io.Set(final);
        }
        else
        {
            io.Set(metrics?.FindTask(vertex, execution.Subtask, execution.Attempt));
        }

        return io;
    }

    public void Add(TaskIo other)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
            _complete[i] &= other._complete[i];
        }

        for (var i = 0; i < _times.Length; i++)
        {
            _times[i] += other._times[i];
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("metrics");
        for (var i = 0; i < _counts.Length; i++)
        {
            json.WriteNumber(_counted[i], _counts[i]);
            json.WriteBoolean(_counted[i] + "-complete", _complete[i]);
        }

        json.WriteNumber(_timed[0], _times[0]);
        json.WriteNumber(_timed[1], _times[1]);
        json.WriteFloat(_timed[2], _times[2]);
        json.WriteEndObject();
    }

    private void Set(TaskFigures final)
    {
        _counts[0] = final.BytesIn;
        _counts[1] = final.BytesOut;
        _counts[2] = final.RecordsIn;
        _counts[3] = final.RecordsOut;
        _times[0] = (long)final.BackPressured.TotalMilliseconds;
        _times[1] = (long)final.Idle.TotalMilliseconds;
        _times[2] = (long)final.Busy.TotalMilliseconds;
    }

    private void Set(Dictionary<string, double>? metrics)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            _complete[i] = metrics is not null && metrics.TryGetValue(_countedMetrics[i], out var value) && Set(ref _counts[i], value);
        }

        for (var i = 0; i < _times.Length; i++)
        {
            _times[i] = metrics is not null && metrics.TryGetValue(_timedMetrics[i], out var value) ? (long)value : 0;
        }
    }

    private static bool Set(ref long field, double value)
    {
        field = (long)value;
        return true;
    }
}
