namespace Flink.Runtime.Rpc;

/// <summary>A caller that waits for the answer to a request, until it comes, its time has passed or the caller gives up.</summary>
internal sealed class PendingReply<TReply>(EndpointAddress address, Message request, TimeSpan timeout) : IReply
{
    // Continuations run where their await began, not in whoever answers.
    private readonly TaskCompletionSource<TReply> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _gaveUp = new();
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private CancellationTokenRegistration _cancellation;
    private CancellationTokenRegistration _closing;

    public Task<TReply> Task => _completion.Task;

    /// <summary>Cancelled when nobody waits for the answer any more.</summary>
    public CancellationToken GaveUp => _gaveUp.Token;

    /// <summary>Begins to watch time and cancellation.</summary>
    public void Wait(TimeProvider clock, CancellationToken cancellation, CancellationToken closing)
    {
        lock (_gate)
        {
            if (timeout != Timeout.InfiniteTimeSpan)
            {
                _timer = clock.CreateTimer(static self => ((PendingReply<TReply>)self!).TimeHasPassed(), this, timeout, Timeout.InfiniteTimeSpan);
            }

            _closing = closing.UnsafeRegister(static self => ((PendingReply<TReply>)self!).WasClosed(), this);
            _cancellation = cancellation.UnsafeRegister(static (self, token) => ((PendingReply<TReply>)self!).WasCancelled(token), this);

            // It may have ended before there was anything to let go of.
            if (_completion.Task.IsCompleted)
            {
                LetGo();
            }
        }
    }

    public void Succeed(object? value)
    {
        if (value is TReply or null)
        {
            Conclude(_completion.TrySetResult((TReply)value!), hasAnswer: true);
            return;
        }

        Fail(RpcError.Of(new InvalidCastException(
            $"{address} answered {request.GetType().Name} with a {value.GetType().Name} instead of a {typeof(TReply).Name}.")));
    }

    public void Fail(RpcError error) => Conclude(_completion.TrySetException(error.ToException()), hasAnswer: true);

    public void Fail(RpcException exception) => Conclude(_completion.TrySetException(exception), hasAnswer: true);

    private void TimeHasPassed() => Conclude(
        _completion.TrySetException(new RpcTimeoutException(
            $"{address} did not answer {request.GetType().Name} within {timeout.TotalSeconds:0.###} s. Whether it was carried out is unknown.")),
        hasAnswer: false);

    private void WasClosed() => Conclude(
        _completion.TrySetException(new EndpointUnreachableException($"The connection to {address} was closed before it answered {request.GetType().Name}.")),
        hasAnswer: false);

    private void WasCancelled(CancellationToken token) => Conclude(_completion.TrySetCanceled(token), hasAnswer: false);

    private void Conclude(bool isFirst, bool hasAnswer)
    {
        if (!isFirst)
        {
            return;
        }

        lock (_gate)
        {
            LetGo();
        }

        if (!hasAnswer)
        {
            _gaveUp.Cancel();
        }
    }

    private void LetGo()
    {
        _timer?.Dispose();
        _closing.Unregister();
        _cancellation.Unregister();
    }
}
