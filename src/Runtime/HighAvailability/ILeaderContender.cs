namespace Flink.Runtime.HighAvailability;

/// <summary>What contends for leadership. The calls come one at a time, from any thread, and must not block: an endpoint sends itself a message.</summary>
public interface ILeaderContender
{
    /// <summary>This process leads from now on.</summary>
    /// <param name="session">The term; the way to the stores.</param>
    void Granted(LeaderSession session);

    /// <summary>
    /// This process does not lead any more, though nobody else may lead yet. What runs is suspended: tasks go on, nothing is placed,
    /// committed or removed, until this process is granted another session, or another one takes the workers over.
    /// </summary>
    /// <param name="session">The term that has ended; its stores refuse everything.</param>
    /// <param name="reason">For the log.</param>
    void Revoked(LeaderSession session, string reason);
}
