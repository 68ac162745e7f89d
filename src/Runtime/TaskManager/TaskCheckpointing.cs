using System.Diagnostics;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.Metrics;

namespace Flink.Runtime.TaskManager;

/// <summary>A task's part in checkpoints after its operators have written: stores it away from the task's thread, and answers.</summary>
/// <param name="deployment">The task.</param>
/// <param name="services">Where files are written.</param>
/// <param name="listener">Gets the answers.</param>
/// <param name="spans">What is seen of it.</param>
/// <remarks>Members are called on the task's thread, but for what is handed to the I/O executor.</remarks>
internal sealed class TaskCheckpointing(TaskDeployment deployment, TaskServices services, ITaskListener listener, TaskSpans spans)
{
    private readonly object _gate = new();
    private readonly SortedDictionary<long, CancellationTokenSource> _storing = [];
    private volatile bool _hasEnded;
    private Activity? _span;
    private long _newest;
    private long _last = long.MaxValue;

    /// <summary>The newest checkpoint that the task took part in.</summary>
    public long Latest { get; private set; }

    /// <summary>Whether the checkpoint that the finished task waited for is complete.</summary>
    public bool IsLastComplete { get; private set; }

    /// <summary>Begins to take part in a checkpoint.</summary>
    /// <param name="checkpointId">The checkpoint.</param>
    /// <param name="isFinished">Whether the task has nothing to do any more but this.</param>
    /// <returns>False when it did so before, or when the checkpoint was given up.</returns>
    public bool TryBegin(long checkpointId, bool isFinished)
    {
        if (checkpointId <= _newest)
        {
            return false;
        }

        _newest = Latest = checkpointId;
        _span = spans.Begin(RuntimeActivities.TaskCheckpoint)?.SetTag(RuntimeActivities.CheckpointId, checkpointId);
        if (isFinished)
        {
            _last = Math.Min(_last, checkpointId);
        }

        return true;
    }

    /// <summary>Stores what the operators wrote; the answer follows.</summary>
    public void Store(long checkpointId, IReadOnlyList<OperatorPart> parts, bool isFinished)
    {
        var cancellation = new CancellationTokenSource();
        lock (_gate)
        {
            _storing.Add(checkpointId, cancellation);
        }

        var span = _span;
        services.Io.Run(() => StoreNow(checkpointId, parts, isFinished, span, cancellation));
    }

    /// <summary>A checkpoint is complete.</summary>
    public void Complete(long checkpointId) => IsLastComplete |= checkpointId >= _last;

    /// <summary>A checkpoint was given up.</summary>
    public void Abort(long checkpointId)
    {
        _newest = Math.Max(_newest, checkpointId);
        if (_last == checkpointId)
        {
            _last = long.MaxValue;
        }

        lock (_gate)
        {
            if (_storing.TryGetValue(checkpointId, out var cancellation))
            {
                cancellation.Cancel();
            }
        }
    }

    /// <summary>The task was cancelled or failed: nobody needs what is still to be stored.</summary>
    public void AbortAll()
    {
        _hasEnded = true;
        lock (_gate)
        {
            foreach (var cancellation in _storing.Values)
            {
                cancellation.Cancel();
            }
        }
    }

    private void StoreNow(long checkpointId, IReadOnlyList<OperatorPart> parts, bool isFinished, Activity? span, CancellationTokenSource cancellation)
    {
        try
        {
            var states = parts.Select(static part => new TaskState(part.Node.Id, part.Node.Name, part.Snapshot)).ToList();
            var id = deployment.Execution;
            var handles = deployment.Storage.Store(checkpointId, $"{id.Vertex}-{id.Subtask}-{id.Attempt}", states, cancellation.Token);
            RuntimeActivities.End(span?.SetTag(RuntimeActivities.Size, handles.Values.Sum(static handle => handle.Length)));
            listener.CheckpointAcknowledged(id, checkpointId, new TaskSnapshot(handles, isFinished));
        }
        catch (OperationCanceledException e) when (cancellation.IsCancellationRequested)
        {
            // By the master, which is told so that it removes what was written late, or with the task, whose end is what the master should hear of.
            RuntimeActivities.End(span, "the checkpoint was given up, or the task has ended");
            var failure = GiveUp(parts, e);
            if (!_hasEnded)
            {
                listener.CheckpointDeclined(deployment.Execution, checkpointId, failure);
            }
        }
        catch (Exception e)
        {
            RuntimeActivities.End(span, e.Message);
            listener.CheckpointDeclined(deployment.Execution, checkpointId, GiveUp(parts, e));
        }

        lock (_gate)
        {
            _storing.Remove(checkpointId);
            cancellation.Dispose();
        }
    }

    private static Exception GiveUp(IReadOnlyList<OperatorPart> parts, Exception cause)
    {
        List<Exception> failures = [cause];
        foreach (var (_, snapshot) in parts)
        {
            try
            {
                snapshot.Dispose();
            }
            catch (Exception e)
            {
                failures.Add(e);
            }
        }

        return failures.Count == 1 ? cause : new AggregateException(failures);
    }
}
