using Flink.Core;
using Flink.Runtime.Checkpoints;
using Flink.Runtime.JobManager.Slots;

namespace Flink.Runtime.JobManager.Failover;

/// <summary>Gets a job's tasks off TaskManagers that are about to go: waits for other slots, has a checkpoint taken, and has what runs there start over from it.</summary>
/// <param name="tasks">The job's tasks.</param>
/// <param name="checkpoints">Takes the checkpoint.</param>
/// <param name="clock">For deadlines.</param>
/// <param name="post">Runs an action as a message of the job's master.</param>
/// <param name="order">What the job's run does and says.</param>
/// <remarks>
/// Tasks run on where they are until there is a slot for each of them elsewhere; when the time gets short they leave without, from a checkpoint all the
/// same, and wait for slots. Whatever is not off in time is lost with its TaskManager, which is a failure like others. Belongs to the job master's endpoint.
/// </remarks>
internal sealed class Evacuation(JobTasks tasks, CheckpointCoordinator checkpoints, TimeProvider clock, Func<Action, bool> post, EvacuationOrder order)
{
    private static readonly TimeSpan _retry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _reserve = TimeSpan.FromSeconds(10);

    private ITimer? _timer;
    private DateTimeOffset? _latest;
    private bool _isSaving;
    private bool _hasSaid;
    private bool _hasStopped;

    /// <summary>Whether tasks wait to leave a TaskManager that is about to go.</summary>
    public bool IsUnderWay => _isSaving || _latest is not null;

    /// <summary>A TaskManager is about to go. Told again, the earlier moment counts.</summary>
    public void Begin(TaskManagerConnection taskManager, TimeSpan grace)
    {
        if (!taskManager.IsLeaving)
        {
            tasks.Pool.Leave(taskManager);
        }

        var latest = clock.GetUtcNow() + grace - Reserve(grace);
        if (_latest is null || latest < _latest || tasks.RegionsOnLeaving.Count == 0)
        {
            _latest = latest;
            _hasSaid = false;
        }

        Look();
    }

    /// <summary>Something may have changed: slots came, tasks run again.</summary>
    public void Check()
    {
        if (!_hasStopped && !_isSaving && IsTime())
        {
            SaveAndMove();
        }
    }

    /// <summary>The job ends.</summary>
    public void Stop()
    {
        _hasStopped = true;
        _timer?.Dispose();
    }

    private void Look()
    {
        Check();
        if (!_hasStopped && !_isSaving && _latest - clock.GetUtcNow() is { Ticks: > 0 } left)
        {
            Set(left);
        }
    }

    private bool IsTime()
    {
        if (_latest is not { } latest)
        {
            return false;
        }

        if (tasks.RegionsOnLeaving.Count == 0)
        {
            _latest = null;
            return false;
        }

        return order.CanMove() && (tasks.Pool.CanReplaceLeaving || clock.GetUtcNow() >= latest);
    }

    private async void SaveAndMove()
    {
        _isSaving = true;
        JobSnapshot? snapshot = null;
        try
        {
            snapshot = await checkpoints.TriggerAsync();
        }
        catch (FlinkException e)
        {
            // Another one is under way, or a task is just being started: a moment later it may be possible.
            if (!_hasSaid)
            {
                _hasSaid = true;
                order.Refused(e.Message);
            }
        }

        _isSaving = false;
        if (_hasStopped)
        {
            return;
        }

        if (snapshot is null)
        {
            Set(_retry);
        }
        else if (IsTime())
        {
            // What began to leave meanwhile comes along where it can, and else has its own time.
            _hasSaid = false;
            order.Move(tasks.RegionsOnLeaving, snapshot);
        }
    }

    private void Set(TimeSpan delay)
    {
        _timer?.Dispose();
        _timer = clock.CreateTimer(_ => post(Look), null, delay < TimeSpan.Zero ? TimeSpan.Zero : delay, Timeout.InfiniteTimeSpan);
    }

    // Time for a checkpoint and for tasks to end, judged by the last one: never more than half of what there is.
    private TimeSpan Reserve(TimeSpan grace)
    {
        var wanted = checkpoints.Statistics.LastDuration * 2 > _reserve ? checkpoints.Statistics.LastDuration * 2 : _reserve;
        return wanted < grace / 2 ? wanted : grace / 2;
    }
}
