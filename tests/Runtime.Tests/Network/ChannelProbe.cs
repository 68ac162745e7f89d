using Flink.Runtime.Network;
using Flink.Runtime.Network.Remote;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Runtime.Tests.Network;

/// <summary>The owner of one end of a channel: completes tasks when it may send, or when the channel fails.</summary>
internal sealed class ChannelProbe : Tasklet, IChannelOwner
{
    private readonly TaskCompletionSource _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<bool> _mayGo;
    private readonly WorkerPool _pool = new(1, TimeProvider.System, TimeSpan.FromMinutes(1), NullLogger.Instance);

    public ChannelProbe(Func<bool> mayGo)
    {
        _mayGo = mayGo;
        _pool.Start(this, 0);
    }

    public Task Granted => _granted.Task.WaitAsync(TcpWorkers.Patience, TestContext.Current.CancellationToken);

    public Task<Exception> Failed => _failed.Task;

    public override string Name => "probe";

    public void ChannelFailed(Exception cause)
    {
        _failed.TrySetResult(cause);
        _granted.TrySetException(cause);
    }

    protected internal override TaskletStatus Run(long deadline)
    {
        if (!_mayGo())
        {
            return TaskletStatus.Parked;
        }

        _granted.TrySetResult();
        _pool.Dispose();
        return TaskletStatus.Done;
    }
}
