using Flink.Runtime.HighAvailability;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.HighAvailability;

/// <summary>A JobManager that contends for leadership, with a clock of its own.</summary>
internal abstract class Contender : ILeaderContender
{
    public FakeTimeProvider Clock { get; } = new EarlyClock();

    public abstract IHighAvailabilityServices Services { get; }

    /// <summary>The sessions that were granted, the newest last; also those that have ended.</summary>
    public List<LeaderSession> Granted { get; } = [];

    /// <summary>The session that has not ended.</summary>
    public LeaderSession? Leading { get; private set; }

    /// <summary>What happened, in order.</summary>
    public List<string> Events { get; } = [];

    /// <summary>Whether the store answers this process.</summary>
    public virtual bool CanReach { get; set; } = true;

    public bool IsDead { get; private set; }

    /// <summary>From now on nothing that the process does has an effect.</summary>
    public void Kill() => IsDead = true;

    void ILeaderContender.Granted(LeaderSession session)
    {
        Granted.Add(session);
        Leading = session;
        Events.Add($"granted {session.Epoch}");
    }

    void ILeaderContender.Revoked(LeaderSession session, string reason)
    {
        Leading = null;
        Events.Add($"revoked {session.Epoch}");
    }
}
