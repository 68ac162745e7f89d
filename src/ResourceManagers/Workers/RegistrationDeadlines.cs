using Flink.Runtime.ResourceManager;

namespace Flink.ResourceManagers.Workers;

/// <summary>Watches that workers register in time. One timer for all: each has the same time, so the first to start is the first to be late.</summary>
internal sealed class RegistrationDeadlines(TimeSpan time, IWorkerSupplyHost host, Action<ManagedWorker> late)
{
    private readonly Queue<(ManagedWorker Worker, DateTimeOffset Deadline)> _queue = new();
    private IDisposable? _timer;

    public void Watch(ManagedWorker worker)
    {
        worker.Deadline = host.Clock.GetUtcNow() + time;
        _queue.Enqueue((worker, worker.Deadline));
        _timer ??= host.After(time, Fire);
    }

    public void Stop()
    {
        _timer?.Dispose();
        _queue.Clear();
    }

    private void Fire()
    {
        _timer = null;
        var now = host.Clock.GetUtcNow();
        while (_queue.TryPeek(out var next) && IsOver(next, now))
        {
            _queue.Dequeue();
            if (IsWaitedFor(next))
            {
                late(next.Worker);
            }
        }

        if (_queue.TryPeek(out var first))
        {
            _timer ??= host.After(first.Deadline - now, Fire);
        }
    }

    // Whoever is not waited for any more needs no time of its own.
    private static bool IsOver((ManagedWorker Worker, DateTimeOffset Deadline) entry, DateTimeOffset now) =>
        entry.Deadline <= now || !IsWaitedFor(entry);

    private static bool IsWaitedFor((ManagedWorker Worker, DateTimeOffset Deadline) entry) =>
        entry.Worker is { IsRegistered: false, IsGone: false } && entry.Worker.Deadline == entry.Deadline;
}
