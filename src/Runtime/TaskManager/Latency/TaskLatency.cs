using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Runtime.TaskManager.Latency;

/// <summary>Latency markers of one task: those that its source sends, and how old those are that arrive.</summary>
/// <remarks>On the task's thread, but what is read.</remarks>
public sealed class TaskLatency
{
    private readonly StreamTask _task;
    private readonly LatencySettings _settings;
    private readonly TimeSpan _interval;
    private volatile IReadOnlyList<OperatorLatency> _operators = [];

    internal TaskLatency(StreamTask task, LatencySettings settings)
    {
        _task = task;
        _settings = settings;
        _interval = task.Deployment.Job.LatencyInterval ?? settings.Interval;
    }

    /// <summary>Whether the job sends markers.</summary>
    public bool IsTracked => _interval > TimeSpan.Zero;

    /// <summary>How far sources are told apart.</summary>
    public LatencyGranularity Granularity => _settings.Granularity;

    /// <summary>What operators have seen; empty where nothing is tracked. From any thread.</summary>
    public IReadOnlyList<OperatorLatency> Operators => _operators;

    private long Now => _task.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>One that will tell of markers at some operators.</summary>
    internal OperatorLatency Of(IReadOnlyList<OperatorId> operators)
    {
        var latency = new OperatorLatency(operators, _settings, _task.Clock);
        _operators = [.. _operators, latency];
        return latency;
    }

    /// <summary>Sends markers from now on, until the task's timers end.</summary>
    /// <param name="source">The source.</param>
    /// <param name="output">Its output.</param>
    internal void Send(OperatorId source, IInput output)
    {
        if (!IsTracked)
        {
            return;
        }

        var interval = Math.Max(1, (long)_interval.TotalMilliseconds);
        TaskTimer timer = null!;
        timer = _task.NewTimer(_ =>
        {
            output.Process(new LatencyMarker(Now, source, _task.Deployment.Execution.Subtask));
            timer.Set(Now + interval);
        });
        timer.Set(Now);
    }
}
