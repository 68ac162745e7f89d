using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Rpc;

/// <summary>A component of the control plane: it handles its messages one at a time, in the order they came, on no thread of its own (design decision D4).</summary>
/// <remarks>
/// State is touched from messages only, so nothing in an endpoint needs a lock. A handler must not block. It may await: what
/// follows is a message of the endpoint like any other, and is dropped, as those are, when the endpoint has ended meanwhile.
/// </remarks>
public abstract class Endpoint : Tasklet
{
    private readonly Mailbox _mailbox = new();
    private readonly MailboxContext _context;
    private volatile bool _hasEnded;

    /// <summary>An endpoint that runs once a scheduler has it.</summary>
    protected Endpoint() => _context = new MailboxContext(this);

    /// <summary>Sends a message to the endpoint; from any thread.</summary>
    /// <returns>False when it has ended: the message is dropped.</returns>
    public bool Post(Action message)
    {
        if (!_mailbox.Post(message))
        {
            return false;
        }

        Wake();
        return true;
    }

    /// <summary>Ends the endpoint after the message at hand.</summary>
    protected void End() => _hasEnded = true;

    /// <summary>A handler threw. The endpoint must put itself into a state that tells.</summary>
    protected abstract void HandlerFailed(Exception exception);

    /// <summary>The last thing that happens: from now on messages are dropped.</summary>
    protected virtual void Ended()
    {
    }

    /// <inheritdoc/>
    protected internal override TaskletStatus Run(long deadline)
    {
        // The thread is lent: what it had is put back, so that whatever runs next does not post to this endpoint.
        var previous = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_context);
        try
        {
            return Run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(previous);
        }
    }

    private TaskletStatus Run()
    {
        try
        {
            _mailbox.Drain();
        }
        catch (Exception e)
        {
            HandlerFailed(e);
            return TaskletStatus.Ready;
        }

        if (!_hasEnded)
        {
            return TaskletStatus.Parked;
        }

        // A message that was accepted is handled, also after the end: its sender may wait for an answer.
        if (!_mailbox.TryCloseEmpty())
        {
            return TaskletStatus.Ready;
        }

        Ended();
        return TaskletStatus.Done;
    }
}
