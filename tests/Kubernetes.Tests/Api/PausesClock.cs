using System.Collections.Concurrent;

namespace Flink.Kubernetes.Tests.Api;

/// <summary>A clock that writes down pauses, and does not keep them; of what takes longer than a minute nothing is written.</summary>
internal sealed class PausesClock : TimeProvider
{
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<TimeSpan> _pauses = new();

    public IReadOnlyCollection<TimeSpan> Pauses => _pauses;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var isPause = dueTime > TimeSpan.Zero && dueTime < _longest;
        if (isPause)
        {
            _pauses.Enqueue(dueTime);
        }

        return base.CreateTimer(callback, state, isPause ? TimeSpan.FromMilliseconds(1) : dueTime, period);
    }
}
