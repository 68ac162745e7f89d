namespace Flink.Runtime.Scheduling;

/// <summary>Actions that other threads want to have run in a tasklet, one at a time (Flink's MailboxProcessor).</summary>
/// <remarks>Unbounded on purpose: it takes timers, splits and control messages, never records, and refusing one would lose it.</remarks>
public sealed class Mailbox
{
    private readonly Queue<Action> _mails = new();
    private readonly object _gate = new();
    private volatile bool _hasMail;
    private bool _isClosed;

    /// <summary>Whether something waits.</summary>
    public bool HasMail => _hasMail;

    /// <summary>Adds an action; from any thread.</summary>
    /// <returns>False when the task has ended: the action will not run.</returns>
    public bool Post(Action mail)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            _mails.Enqueue(mail);
            _hasMail = true;
            return true;
        }
    }

    /// <summary>Runs what waits now; on the task's thread.</summary>
    public void Drain()
    {
        while (_hasMail && TryTake() is { } mail)
        {
            mail();
        }
    }

    /// <summary>Refuses whatever comes from now on, if nothing waits.</summary>
    /// <returns>False when something waits: it was promised to be run.</returns>
    public bool TryCloseEmpty()
    {
        lock (_gate)
        {
            _isClosed = _mails.Count == 0;
            return _isClosed;
        }
    }

    /// <summary>Drops what waits and refuses the rest.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _mails.Clear();
            _hasMail = false;
        }
    }

    private Action? TryTake()
    {
        lock (_gate)
        {
            _mails.TryDequeue(out var mail);
            _hasMail = _mails.Count > 0;
            return mail;
        }
    }
}
