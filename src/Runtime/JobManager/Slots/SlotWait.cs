namespace Flink.Runtime.JobManager.Slots;

/// <summary>How long a job waits for slots, and why it has to. Belongs to the job master's endpoint.</summary>
/// <param name="clock">For the time.</param>
/// <param name="timeout">The longest.</param>
/// <param name="post">Runs an action as a message of the endpoint.</param>
/// <param name="passed">Called with the reason when the time has passed.</param>
internal sealed class SlotWait(TimeProvider clock, TimeSpan timeout, Func<Action, bool> post, Action<string> passed)
{
    private ITimer? _timer;
    private long _number;

    /// <summary>Why slots take longer; null where nobody has said so.</summary>
    public string? DelayedBecause { get; set; }

    /// <summary>Tasks were scheduled; the time begins anew.</summary>
    /// <param name="isNeeded">Whether any slots are missing.</param>
    public void Begin(bool isNeeded)
    {
        Stop();
        if (!isNeeded)
        {
            return;
        }

        var number = _number;
        _timer = clock.CreateTimer(
            _ => post(() =>
            {
                if (number == _number)
                {
                    passed(Describe());
                }
            }),
            null,
            timeout,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Nobody waits any longer.</summary>
    public void Stop()
    {
        _number++;
        _timer?.Dispose();
        _timer = null;
    }

    private string Describe() =>
        $"the others did not come within {timeout.TotalSeconds:0.#} s ('slot.request.timeout'). "
        + (DelayedBecause ?? "Start more TaskManagers, raise taskmanager.numberOfTaskSlots, or lower the parallelism.");
}
