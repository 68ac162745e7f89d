using System.Diagnostics;
using Flink.Runtime.Metrics;

namespace Flink.Runtime.TaskManager;

/// <summary>The spans of a task: a few in its life and one for each checkpoint, and none where nobody listens.</summary>
/// <param name="deployment">The task.</param>
internal sealed class TaskSpans(TaskDeployment deployment)
{
    private Activity? _start;

    /// <summary>It is there and waits for its turn.</summary>
    public void Deployed() => _start = Begin(RuntimeActivities.TaskStart);

    /// <summary>It runs.</summary>
    public void Runs() => EndStart(null);

    /// <summary>It has ended, perhaps before it ran.</summary>
    public void Ended(ExecutionState state) => EndStart($"the task was {state} before it ran");

    /// <summary>Begins a span about this task; null where nobody listens. From any thread.</summary>
    public Activity? Begin(string name) => RuntimeActivities.Start(name)?
        .SetTag(MetricTags.JobId, deployment.Job.Id.ToString())
        .SetTag(MetricTags.JobName, deployment.Job.Name)
        .SetTag(MetricTags.TaskId, deployment.Vertex.Id.ToString())
        .SetTag(MetricTags.TaskName, deployment.Vertex.Name)
        .SetTag(MetricTags.Subtask, deployment.Execution.Subtask)
        .SetTag(MetricTags.Attempt, deployment.Execution.Attempt);

    private void EndStart(string? error)
    {
        RuntimeActivities.End(_start, error);
        _start = null;
    }
}
