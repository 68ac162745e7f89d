using Flink.Runtime.Scheduling;

namespace Flink.Kubernetes.HighAvailability;

/// <summary>Runs work that waits for answers one piece after the other, in the order in which it came; what blocks runs where that is allowed.</summary>
internal sealed class SerialTasks(IIoExecutor io)
{
    private readonly Lock _gate = new();
    private readonly Queue<Func<Task>> _work = new();
    private bool _isRunning;

    /// <summary>Runs a file operation away from whoever waits for it.</summary>
    public Task<T> Block<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>();
        io.Run(() =>
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

    /// <summary>Runs work after all that came before; its failure is the caller's.</summary>
    public Task<T> Run<T>(Func<Task<T>> work)
    {
        // Whoever waits must not hold up what comes next.
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(async () =>
        {
            try
            {
                done.SetResult(await work().ConfigureAwait(false));
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <summary>As <see cref="Run{T}"/>, without a result.</summary>
    public Task Run(Func<Task> work) => Run(async () =>
    {
        await work().ConfigureAwait(false);
        return true;
    });

    /// <param name="work">Must not throw.</param>
    public void Post(Func<Task> work)
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

    private async void Drain()
    {
        while (TryTake() is { } work)
        {
            await work().ConfigureAwait(false);
        }
    }

    private Func<Task>? TryTake()
    {
        lock (_gate)
        {
            _isRunning = _work.TryDequeue(out var work);
            return work;
        }
    }
}
