using Flink.Core;
using Flink.Core.Execution;

namespace Flink.Runtime.JobManager.Failover;

/// <summary>The failures of one job: which of them may be cured by a restart, and when; and its moves, which are restarts without a failure. Belongs to the job master's endpoint.</summary>
/// <param name="strategy">How often and when.</param>
/// <param name="clock">For pauses.</param>
/// <param name="post">Runs an action as a message of the endpoint.</param>
internal sealed class JobFailover(RestartStrategy strategy, TimeProvider clock, Func<Action, bool> post)
{
    private ITimer? _timer;
    private bool _isPausing;

    /// <summary>Restarts after failures so far.</summary>
    public int Restarts { get; private set; }

    /// <summary>Restarts so far that only moved tasks to other TaskManagers.</summary>
    public int Moves { get; private set; }

    /// <summary>Whether the restart that was decided on is a move.</summary>
    public bool IsMove { get; private set; }

    /// <summary>The failure that led to the last one.</summary>
    public Exception? LastCause { get; private set; }

    /// <summary>Whether a restart has been decided on whose pause is over.</summary>
    public bool IsDue { get; private set; }

    /// <summary>Decides about a failure.</summary>
    /// <param name="cause">The failure.</param>
    /// <param name="due">Called as a message when the pause is over.</param>
    /// <returns>False when the job is to fail for good.</returns>
    public bool TryBegin(Exception cause, Action due)
    {
        if (!IsRetryable(cause) || strategy.DelayAfterFailure(clock.GetUtcNow()) is not { } delay)
        {
            return false;
        }

        LastCause = cause;
        (_isPausing, IsDue, IsMove) = (true, false, false);
        _timer = clock.CreateTimer(
            _ => post(() =>
            {
                if (_isPausing)
                {
                    (_isPausing, IsDue) = (false, true);
                    due();
                }
            }),
            null,
            delay,
            Timeout.InfiniteTimeSpan);
        return true;
    }

    /// <summary>Tasks are to run elsewhere although nothing failed: no strategy is asked, and there is no pause.</summary>
    public void BeginMove() => (IsDue, IsMove) = (true, true);

    /// <summary>The job starts again.</summary>
    public void Restarted()
    {
        if (IsMove)
        {
            Moves++;
        }
        else
        {
            Restarts++;
        }

        Stop();
    }

    /// <summary>There will be no restart.</summary>
    public void Stop()
    {
        _timer?.Dispose();
        (_timer, _isPausing, IsDue, IsMove) = (null, false, false, false);
    }

    /// <summary>Whether a restart may help.</summary>
    public static bool IsRetryable(Exception cause)
    {
        for (var one = cause; one is not null; one = one.InnerException)
        {
            if (one is SuppressRestartsException)
            {
                return false;
            }
        }

        return cause is not FlinkException { IsRetryable: false };
    }
}
