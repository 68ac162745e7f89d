namespace Flink.Runtime.JobManager;

/// <summary>What a job's master keeps to itself while its process does not lead: tasks run on, and whatever would place, start over or end something waits.</summary>
/// <remarks>
/// Each task and each TaskManager tells of few changes, so what waits is bounded by their numbers. Belongs to the job master's endpoint.
/// </remarks>
internal sealed class Suspension
{
    private Queue<Action>? _waiting;

    /// <summary>Whether decisions wait.</summary>
    public bool IsOn => _waiting is not null;

    /// <summary>Decides something: now, or when the process leads again.</summary>
    public void Decide(Action decision)
    {
        if (_waiting is { } waiting)
        {
            waiting.Enqueue(decision);
        }
        else
        {
            decision();
        }
    }

    /// <summary>From now on decisions wait.</summary>
    public void Begin() => _waiting ??= new Queue<Action>();

    /// <summary>The process leads again: what waited is decided, in its order.</summary>
    public void End()
    {
        var waiting = _waiting;
        _waiting = null;
        while (waiting?.TryDequeue(out var decision) == true)
        {
            decision();
        }
    }

    /// <summary>Another master will see how things are: what waits is not decided any more.</summary>
    public void Drop() => _waiting = null;
}
