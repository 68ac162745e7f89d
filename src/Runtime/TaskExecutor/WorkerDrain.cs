using Flink.Runtime.Rpc;
using Flink.Runtime.Slots;

namespace Flink.Runtime.TaskExecutor;

/// <summary>A worker's way out: how long it stays, who is told, and who waits until nothing of it is needed any more.</summary>
/// <remarks>Part of the worker's endpoint, but for <see cref="Done"/>.</remarks>
/// <param name="host">The worker.</param>
/// <param name="resourceManager">Who is told, with each registration anew.</param>
/// <param name="slots">What the worker has given away: without any there is nothing to tell.</param>
internal sealed class WorkerDrain(IEndpointHost host, ResourceManagerConnection resourceManager, SlotTable slots)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset? _end;

    /// <summary>Whether the worker is about to go.</summary>
    public bool IsUnderWay => _end is not null;

    /// <summary>Why, in words.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Completes when nobody needs the worker, or nobody can do without it.</summary>
    public Task Done => _done.Task;

    private DateTimeOffset Now => host.Clock.GetUtcNow();

    private TimeSpan Left => _end is { } end && end > Now ? end - Now : TimeSpan.Zero;

    /// <summary>It is about to go.</summary>
    /// <returns>False when it was known to go at least as early.</returns>
    public bool TryBegin(TimeSpan grace, string reason)
    {
        var end = Now + grace;
        if (_end <= end)
        {
            return false;
        }

        (_end, Reason) = (end, reason);
        return true;
    }

    /// <summary>Tells the ResourceManager, where there is anything to tell: it may say that there is no place for the work elsewhere.</summary>
    public async void Announce()
    {
        if (!IsUnderWay || slots.Slots.Count == 0)
        {
            return;
        }

        try
        {
            if (!await resourceManager.AnnounceAsync(instance => new AnnounceDrain(instance, Left, Reason)))
            {
                TaskExecutorLog.DrainsInVain(host.Logger);
                End();
            }
        }
        catch (RpcException e)
        {
            // It is told again with the next registration.
            TaskExecutorLog.DrainNotAnnounced(host.Logger, e.Message);
        }
    }

    /// <summary>To stay would be of no use.</summary>
    public void End() => _done.TrySetResult();
}
