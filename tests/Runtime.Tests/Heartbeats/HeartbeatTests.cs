using Flink.Core.Configuration;
using Flink.Runtime.Heartbeats;
using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.Heartbeats;

public sealed class HeartbeatTests
{
    private static readonly HeartbeatSettings Settings = HeartbeatSettings.Default;

    private readonly FakeTimeProvider _clock = new();
    private readonly SteppedScheduler _scheduler;
    private readonly InProcessRpc _rpc;
    private readonly Master _master;
    private readonly Worker _worker = new();

    public HeartbeatTests()
    {
        _scheduler = new SteppedScheduler(_clock);
        _rpc = new InProcessRpc(_scheduler);
        _master = new Master();
        _rpc.Register(_master);
        _rpc.Register(_worker);
        _master.Watch(_worker.Address);
        _worker.Watch();
        _scheduler.RunUntilIdle();
    }

    [Fact]
    public void Peers_that_answer_stay_and_carry_their_payloads_each_interval()
    {
        Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(31, _master.Received.Count);
        Assert.Equal("report 31", _master.Received[^1]);
        Assert.Equal("beat 31", _worker.Received[^1]);
        Assert.Empty(_master.Lost);
        Assert.Empty(_worker.Lost);
    }

    [Fact]
    public void Peer_that_falls_silent_is_lost_once_when_its_time_is_over()
    {
        Advance(TimeSpan.FromSeconds(12));
        _worker.IsSilent = true;
        Advance(TimeSpan.FromSeconds(47));
        Assert.Empty(_master.Lost);

        Advance(TimeSpan.FromSeconds(2));
        Assert.Contains("no sign of life for 50 s", Assert.Single(_master.Lost), StringComparison.Ordinal);
        Advance(TimeSpan.FromMinutes(10));
        Assert.Single(_master.Lost);
    }

    [Fact]
    public void Peer_that_cannot_be_reached_is_lost_after_two_heartbeats()
    {
        Advance(TimeSpan.FromSeconds(12));
        _rpc.UnregisterAsync(_worker);
        _scheduler.RunUntilIdle();
        Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(_master.Lost);

        Advance(TimeSpan.FromSeconds(10));
        Assert.Contains("2 heartbeats could not be delivered", Assert.Single(_master.Lost), StringComparison.Ordinal);
    }

    [Fact]
    public void The_side_that_is_asked_notices_that_nobody_asks_any_more()
    {
        Advance(TimeSpan.FromSeconds(12));
        _master.Forget();
        Advance(TimeSpan.FromSeconds(60));
        Assert.Contains("no sign of life", Assert.Single(_worker.Lost), StringComparison.Ordinal);
        Assert.Empty(_master.Lost);
    }

    [Fact]
    public void Peer_that_is_forgotten_or_watched_anew_begins_afresh()
    {
        _worker.IsSilent = true;
        Advance(TimeSpan.FromSeconds(40));
        _master.Watch(_worker.Address);
        Advance(TimeSpan.FromSeconds(40));
        Assert.Empty(_master.Lost);
    }

    [Fact]
    public void Timeout_below_the_interval_is_refused()
    {
        var wrong = FlinkConfiguration.Empty.With("heartbeat.interval", "1 min");
        Assert.Contains("heartbeat.timeout", Assert.Throws<ConfigurationException>(() => HeartbeatSettings.From(wrong)).Message, StringComparison.Ordinal);
    }

    private void Advance(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            _scheduler.RunUntilIdle();
        }
    }

    public sealed record Beat(string Text) : Request<string>;

    private sealed class Master : RpcEndpoint
    {
        private readonly HeartbeatSender<string, string> _heartbeats;
        private int _count;

        public Master()
            : base("master", NullLogger.Instance) => _heartbeats = new HeartbeatSender<string, string>(
                this,
                Settings,
                (key, reason) => Lost.Add($"{key} {reason}"),
                _ => new Beat($"beat {++_count}"),
                (_, report) => Received.Add(report));

        public List<string> Lost { get; } = [];

        public List<string> Received { get; } = [];

        public void Watch(EndpointAddress worker) => Post(() => _heartbeats.Watch("worker", Connect(worker, FencingToken.None)));

        public void Forget() => Post(() => _heartbeats.Forget("worker"));
    }

    private sealed class Worker : RpcEndpoint
    {
        private readonly HeartbeatMonitor<string> _monitor;

        public Worker()
            : base("worker", NullLogger.Instance)
        {
            _monitor = new HeartbeatMonitor<string>(this, Settings, (key, reason) => Lost.Add($"{key} {reason}"));
            OnRequest<Beat, string>((beat, _) =>
            {
                if (IsSilent)
                {
                    return new TaskCompletionSource<string>().Task;
                }

                _monitor.Alive("master");
                Received.Add(beat.Text);
                return Task.FromResult($"report {Received.Count}");
            });
        }

        public bool IsSilent { get; set; }

        public List<string> Lost { get; } = [];

        public List<string> Received { get; } = [];

        public void Watch() => Post(() => _monitor.Watch("master"));
    }
}
