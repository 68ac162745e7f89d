using Flink.Runtime.HighAvailability;
using Flink.Runtime.Rpc;
using Flink.Runtime.Rpc.Simulation;

namespace Flink.Simulation.Tests.Cluster;

/// <summary>Grants leadership by a lease that a process renews while it runs; whoever paused or died loses it, and learns that when it runs again.</summary>
internal sealed class SimulatedElection
{
    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    private readonly SimulatedNetwork _network;
    private readonly List<(SimulatedProcess Process, ILeaderContender Contender)> _contenders = [];
    private readonly List<(SimulatedProcess Process, Action<LeaderAddress?> Changed)> _watchers = [];
    private Session? _session;
    private SimulatedProcess? _away;
    private LeaderAddress? _published;
    private TimeSpan _renewed;

    public SimulatedElection(SimulatedNetwork network)
    {
        _network = network;
        Records = new SharedRecords(network.Random);
        network.After(TimeSpan.Zero, Look);
    }

    public SharedRecords Records { get; }

    /// <summary>The process that leads; null between two terms.</summary>
    public SimulatedProcess? Leader => _session?.Process;

    /// <summary>What the election and the records rest on cannot be reached: nobody leads, and what lives learns that at once.</summary>
    public void GoAway()
    {
        if (!Records.IsAway)
        {
            Records.IsAway = true;
            _away = _session?.Process;
            Revoke("what the lease rests on cannot be reached");
        }
    }

    /// <summary>It is there again, and whoever led may lead again or not.</summary>
    public void ComeBack()
    {
        if (Records.IsAway)
        {
            Records.IsAway = false;
            Change(_network.Random.Next(3) == 0 ? null : _away);
        }
    }

    public void Add(SimulatedProcess process, ILeaderContender contender) => _contenders.Add((process, contender));

    /// <summary>Tells a process where the ResourceManager is, now and at each change.</summary>
    public void Watch(SimulatedProcess process, Action<LeaderAddress?> changed)
    {
        _watchers.Add((process, changed));
        Tell(process, changed);
    }

    private void Look()
    {
        _contenders.RemoveAll(static entry => !entry.Process.IsAlive);
        _watchers.RemoveAll(static entry => !entry.Process.IsAlive);
        if (_session is { Process: { IsAlive: true, IsPaused: false } })
        {
            _renewed = _network.Now;
        }
        else if (!Records.IsAway && (_session is null || _network.Now - _renewed > Lease))
        {
            Change();
        }

        _network.After(Rhythm, Look);
    }

    private void Change(SimulatedProcess? favourite = null)
    {
        var able = _contenders.FindAll(static entry => !entry.Process.IsPaused);
        if (able.Count == 0)
        {
            return;
        }

        Revoke("the lease was not renewed");
        var (process, contender) = able.Find(entry => entry.Process == favourite) is { Process: not null } again ? again : able[_network.Random.Next(able.Count)];
        var session = new Session(this, ++Records.Term, process, contender);
        _session = session;
        _renewed = _network.Now;
        process.Run(() => contender.Granted(session));
    }

    private void Revoke(string reason)
    {
        if (_session is { } old)
        {
            _session = null;
            old.Process.Run(() =>
            {
                old.Close();
                old.Contender.Revoked(old, reason);
            });
        }
    }

    private void Publish(Session session, string component, LeaderAddress? leader)
    {
        if (session != _session || component != LeaderComponents.ResourceManager)
        {
            return;
        }

        _published = leader;
        _watchers.ForEach(watcher => Tell(watcher.Process, watcher.Changed));
    }

    private void Tell(SimulatedProcess process, Action<LeaderAddress?> changed) =>
        _network.After(TimeSpan.FromMilliseconds(_network.Random.Next(1, 200)), () => process.Run(() => changed(_published)));

    private sealed class Session(SimulatedElection election, long term, SimulatedProcess process, ILeaderContender contender)
        : LeaderSession(term, new FencingToken(1, (ulong)term), election.Records.For(term))
    {
        public SimulatedProcess Process => process;

        public ILeaderContender Contender => contender;

        public void Close() => End();

        public override Task PublishAsync(string component, LeaderAddress? leader)
        {
            election.Publish(this, component, leader);
            return Task.CompletedTask;
        }
    }
}
