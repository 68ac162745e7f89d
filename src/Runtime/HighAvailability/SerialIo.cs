using Flink.Runtime.Scheduling;

namespace Flink.Runtime.HighAvailability;

/// <summary>Runs work that blocks one at a time, in the order in which it came, on threads of another executor.</summary>
internal sealed class SerialIo(IIoExecutor io)
{
    private readonly Lock _gate = new();
    private readonly Queue<Action> _work = new();
    private bool _isRunning;

    public Task<T> Run<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    public Task Run(Action work) => Run(() =>
    {
        work();
        return true;
    });

    /// <param name="work">Must not throw.</param>
    public void Post(Action work)
    {
        lock (_gate)
        {
            _work.Enqueue(work);
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        io.Run(Drain);
    }

    private void Drain()
    {
        while (TryTake() is { } work)
        {
            work();
        }
    }

    private Action? TryTake()
    {
        lock (_gate)
        {
            _isRunning = _work.TryDequeue(out var work);
            return work;
        }
    }
}
