using System.Diagnostics;

namespace Flink.Runtime.Metrics;

/// <summary>The spans of the engine; started only when somebody listens.</summary>
public static class RuntimeActivities
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "Flink.Runtime";

    /// <summary>A job, from the moment it runs to its end; tags <c>job_id</c>, <c>job_name</c>, <c>job_status</c>.</summary>
    public const string Job = "job";

    /// <summary>A checkpoint, from its trigger to its end; tags <c>job_id</c>, <c>checkpoint_id</c>, <c>status</c>, <c>size</c>.</summary>
    public const string Checkpoint = "checkpoint";

    /// <summary>A worker, from its request until it is registered or will not come; tags <c>tm_id</c>, <c>node</c>.</summary>
    public const string Worker = "worker";

    /// <summary>A task, from its deployment until it runs or has ended before; tags of <see cref="MetricTags"/> that name it.</summary>
    public const string TaskStart = "task_start";

    /// <summary>What a task reads of the state that it starts from; tags as <see cref="TaskStart"/>.</summary>
    public const string TaskRestore = "task_restore";

    /// <summary>A task's part in a checkpoint, from its last barrier until what it wrote is stored; tags as <see cref="TaskStart"/>, and <c>checkpoint_id</c>, <c>size</c>.</summary>
    public const string TaskCheckpoint = "task_checkpoint";

    /// <summary>Tag of a checkpoint's number.</summary>
    public const string CheckpointId = "checkpoint_id";

    /// <summary>Tag of bytes of state.</summary>
    public const string Size = "size";

    /// <summary>Where the spans come from.</summary>
    public static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts a span that is nobody's child; null when nobody listens.</summary>
    /// <remarks>
    /// It may end on any thread and is not the current one of this: a thread of the engine does a little for one job and then for another, and
    /// whatever is current there would become the parent of what the next one starts.
    /// </remarks>
    public static Activity? Start(string name)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var current = Activity.Current;
        Activity.Current = null;
        var activity = Source.StartActivity(name);
        Activity.Current = current;
        return activity;
    }

    /// <summary>Ends a span, without changing which one is the current of this thread.</summary>
    /// <param name="activity">The span; nothing happens where nobody listens.</param>
    /// <param name="error">What went wrong; null when nothing did.</param>
    public static void End(Activity? activity, string? error = null)
    {
        if (activity is null)
        {
            return;
        }

        var current = Activity.Current;
        activity.SetStatus(error is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, error);
        activity.Dispose();
        Activity.Current = current;
    }
}
