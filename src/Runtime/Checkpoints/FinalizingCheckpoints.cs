namespace Flink.Runtime.Checkpoints;

/// <summary>Counts the checkpoints that are being made durable, and holds back what must not happen meanwhile.</summary>
internal sealed class FinalizingCheckpoints
{
    private readonly Queue<Action> _whenSettled = new();
    private int _count;

    /// <summary>One more is being made durable.</summary>
    public void Begin() => _count++;

    /// <summary>One is durable, or will never be.</summary>
    public void End()
    {
        _count--;
        while (_count == 0 && _whenSettled.TryDequeue(out var action))
        {
            action();
        }
    }

    /// <summary>Runs an action when there is none, perhaps at once.</summary>
    public void WhenSettled(Action action)
    {
        if (_count == 0)
        {
            action();
        }
        else
        {
            _whenSettled.Enqueue(action);
        }
    }
}
