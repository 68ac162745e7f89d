using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.HighAvailability.Folder;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.HighAvailability;

/// <summary>A JobManager that contends for a shared folder, with a clock of its own.</summary>
internal sealed class Contestant : ILeaderContender, IIoExecutor
{
    private readonly Turns _turns;
    private readonly Func<bool> _fails;
    private bool _isDead;

    public Contestant(SharedStorage storage, Turns turns, int seed, Func<bool>? fails = null)
    {
        _turns = turns;
        _fails = fails ?? (static () => false);
        var fileSystems = new FileSystemRegistry();
        fileSystems.Register("shared", _ => new SharedFiles(storage, Turn, Done));
        Services = FolderHighAvailability.Create(
            FlinkConfiguration.Empty.With(HighAvailabilityOptions.StorageDirectory, "shared://host/ha"),
            new HighAvailabilitySurroundings
            {
                RpcAddress = $"jm-{seed}:6123",
                RestAddress = $"jm-{seed}:8081",
                FileSystems = fileSystems,
                Clock = Clock,
                Io = this,
                Random = new Random(seed),
                Logger = NullLogger.Instance,
            });
    }

    public FakeTimeProvider Clock { get; } = new();

    public FolderHighAvailability Services { get; }

    /// <summary>The sessions that were granted, the newest last; also those that have ended.</summary>
    public List<LeaderSession> Granted { get; } = [];

    /// <summary>The session that has not ended.</summary>
    public LeaderSession? Leading { get; private set; }

    /// <summary>What happened, in order.</summary>
    public List<string> Events { get; } = [];

    public bool CanReach { get; set; } = true;

    /// <summary>From now on nothing that the process does has an effect.</summary>
    public void Kill() => _isDead = true;

    public bool IsDead => _isDead;

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

    void IIoExecutor.Run(Action work) => _turns.Start(work);

    private void Turn()
    {
        _turns.Wait();
        if (_isDead || !CanReach || _fails())
        {
            throw new IOException("The storage does not answer.");
        }
    }

    private void Done()
    {
        if (_isDead || _fails())
        {
            throw new IOException("The storage does not answer any more.");
        }
    }
}
