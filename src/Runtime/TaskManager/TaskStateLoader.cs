using System.Runtime.ExceptionServices;
using Flink.Core.Graph;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.Metrics;
using Flink.Runtime.State;

namespace Flink.Runtime.TaskManager;

/// <summary>Reads the state that a task starts from, on an I/O thread, while the task is parked.</summary>
/// <param name="task">The task; a failure to read fails it.</param>
/// <param name="services">Where to read, and on which thread.</param>
/// <param name="spans">What is seen of it.</param>
internal sealed class TaskStateLoader(StreamTask task, TaskServices services, TaskSpans spans)
{
    private IReadOnlyDictionary<OperatorId, SnapshotShare>? _loaded;

    /// <summary>Whether the task cannot start yet.</summary>
    public bool IsLoading => task.Deployment.Restore is not null && _loaded is null;

    /// <summary>Whether any operator of the task had written something.</summary>
    public bool HasState => _loaded is not null && _loaded.Values.Any(static share => !share.IsEmpty);

    /// <summary>Begins to read, where there is something to start from; wakes the task when it is there.</summary>
    public void Begin()
    {
        if (task.Deployment.Restore is { } restore)
        {
            services.Io.Run(() => Load(restore));
        }
    }

    /// <summary>What was read, which is then the operators' alone; null for a fresh start.</summary>
    public IReadOnlyDictionary<OperatorId, SnapshotShare>? Take()
    {
        var loaded = _loaded;
        _loaded = null;
        return loaded;
    }

    private void Load(TaskRestore restore)
    {
        var span = spans.Begin(RuntimeActivities.TaskRestore);
        try
        {
            var loaded = restore.Load(task.Deployment.Vertex, task.Deployment.Execution.Subtask, services.FileSystems);
            RuntimeActivities.End(span);
            task.Post(() => _loaded = loaded);
        }
        catch (Exception e)
        {
            RuntimeActivities.End(span, e.Message);
            task.Post(() => ExceptionDispatchInfo.Throw(e));
        }
    }
}
