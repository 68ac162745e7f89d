using Flink.Runtime.Rpc;
using Flink.Runtime.Rpc.Links;
using Flink.Runtime.Rpc.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Simulation.Tests.Network;

public sealed class SimulatedNetworkTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly SimulationSettings Settings = new()
    {
        Codec = new FrameCodec(new MessageRegistry()
            .Add<Greeting>("test.greeting")
            .AddRequest<GreetingCount, int>("test.count")
            .Add<Numbered>("test.numbered")),
    };

    private readonly SimulatedNetwork _network = new(1, Settings);
    private readonly SimulatedProcess _server;
    private readonly SimulatedProcess _client;
    private readonly Greeter _greeter = new("g");

    public SimulatedNetworkTests()
    {
        _server = _network.Start("server:1");
        _client = _network.Start("client:1");
        _server.Register(_greeter);
    }

    [Fact]
    public void Messages_arrive_in_order_however_long_each_is_under_way()
    {
        var peer = Connect();
        for (var i = 0; i < 100; i++)
        {
            peer.Tell(new Greeting($"{i}"));
        }

        Assert.Equal(100, Ask(peer));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), _greeter.Seen);
    }

    [Fact]
    public void Process_that_crashes_closes_its_peers_and_one_of_the_same_address_can_take_its_place()
    {
        var peer = Connect();
        Assert.Equal(0, Ask(peer));
        _network.Crash(_server);
        _network.RunUntil(() => peer.Closed.IsCompleted, Minute, "the peer is closed");

        var again = Connect();
        _network.RunUntil(() => again.Closed.IsCompleted, Minute, "nobody listens");
        _network.Start("server:1").Register(new Greeter("g"));
        Assert.Equal(0, Ask(Connect()));
    }

    [Fact]
    public void Host_that_is_gone_is_noticed_when_patience_is_over()
    {
        var peer = Connect();
        Assert.Equal(0, Ask(peer));
        var start = _network.Now;
        _network.Crash(_server, isSilent: true);
        _network.RunUntil(() => peer.Closed.IsCompleted, Minute, "the peer is closed");
        Assert.True(_network.Now - start >= Settings.Patience);
    }

    [Fact]
    public void Short_cut_holds_what_is_under_way_and_a_long_one_breaks_connections()
    {
        var peer = Connect();
        Assert.Equal(0, Ask(peer));
        _network.Cut("client:1", "server:1");
        peer.Tell(new Greeting("held"));
        _network.RunFor(Settings.Patience / 2);
        Assert.Empty(_greeter.Seen);
        _network.Heal("server:1", "client:1");
        Assert.Equal(1, Ask(peer));
        Assert.False(peer.Closed.IsCompleted);

        _network.Cut("client:1", "server:1");
        peer.Tell(new Greeting("lost"));
        _network.RunFor(Settings.Patience + Settings.MaxDelay);
        Assert.True(peer.Closed.IsCompleted);
        _network.HealAll();
        Assert.Equal(1, Ask(Connect()));
    }

    [Fact]
    public void Paused_process_handles_what_came_when_it_goes_on()
    {
        var peer = Connect();
        Assert.Equal(0, Ask(peer));
        _network.Pause(_server);
        peer.Tell(new Greeting("late"));
        _network.RunFor(Settings.Patience * 2);
        Assert.True(peer.Closed.IsCompleted);
        Assert.Empty(_greeter.Seen);

        _network.Resume(_server);
        _network.RunFor(Minute);
        Assert.Equal(["late"], _greeter.Seen);
        Assert.Equal(1, Ask(Connect()));
    }

    [Fact]
    public void One_end_may_notice_a_broken_connection_long_before_the_other_and_connect_anew()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var network = new SimulatedNetwork(seed, Settings);
            var server = network.Start("server:1");
            var client = network.Start("client:1");
            server.Register(new Greeter("g"));
            var peer = client.Connect(new("server:1", "g"), FencingToken.None);
            network.Run(() => peer.AskAsync(new GreetingCount(), Minute), Minute, "answer");
            network.Break(server, client);
            network.RunUntil(() => peer.Closed.IsCompleted, Minute, "the client notices");
            var again = client.Connect(new("server:1", "g"), FencingToken.None);
            Assert.Equal(0, network.Run(() => again.AskAsync(new GreetingCount(), Minute), Minute, "answer over the second connection"));
            network.RunFor(Minute);
            Assert.False(again.Closed.IsCompleted);
        }
    }

    [Fact]
    public void Work_on_another_thread_ends_the_run_with_the_stack_of_the_offender()
    {
        var peer = Connect();
        Ask(peer);
        using var left = new ManualResetEventSlim();
        new Thread(() =>
        {
            _greeter.Post(() => { });
            left.Set();
        }).Start();
        left.Wait(TestContext.Current.CancellationToken);

        var error = Assert.Throws<SimulationException>(() => Ask(peer));
        Assert.Contains(nameof(Work_on_another_thread_ends_the_run_with_the_stack_of_the_offender), error.Message, StringComparison.Ordinal);
        Assert.Contains("Seed 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_never_happens_is_said_with_the_last_events()
    {
        var error = Assert.Throws<SimulationException>(() => _network.RunUntil(() => false, Minute, "pigs fly"));
        Assert.Contains("pigs fly", error.Message, StringComparison.Ordinal);
        Assert.Contains("server:1#1 starts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Same_seed_gives_the_same_run_and_another_seed_another()
    {
        Assert.Equal(Chaos(3), Chaos(3));
        Assert.NotEqual(Chaos(3), Chaos(4));
    }

    [Fact]
    public void Whatever_breaks_each_peer_delivers_a_gapless_beginning_and_each_request_ends()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            Chaos(seed);
        }
    }

    private static ulong Chaos(int seed)
    {
        var network = new SimulatedNetwork(seed, Settings);
        var world = new ChaosWorld(network);
        world.Run(TimeSpan.FromMinutes(2));
        return network.Trace.Digest;
    }

    private Peer Connect() => _client.Connect(new("server:1", "g"), FencingToken.None);

    private int Ask(Peer peer) => _network.Run(() => peer.AskAsync(new GreetingCount(), Minute), Minute * 2, "an answer");

    public sealed record Numbered(string Stream, int Number) : Message;

    /// <summary>Senders number what they send through each peer; receivers check it; all the while things break.</summary>
    private sealed class ChaosWorld(SimulatedNetwork network)
    {
        private readonly Dictionary<string, int> _received = [];
        private readonly List<Sending> _senders = [];
        private int _streams;
        private bool _isOver;

        public void Run(TimeSpan time)
        {
            for (var i = 0; i < 3; i++)
            {
                Start($"p:{i}");
            }

            Disturb(network.Now + time);
            network.RunFor(time);
            network.HealAll();
            _isOver = true;
            network.RunFor(TimeSpan.FromMinutes(10));
            Assert.All(_senders, sender => Assert.True(sender.OpenRequests == 0 || !sender.IsAlive));
            Assert.NotEmpty(_received);
        }

        private void Start(string address)
        {
            var process = network.Start(address);
            process.Register(new Receiver(_received));
            var sender = new Sending(this, process);
            _senders.Add(sender);
            process.Register(sender);
        }

        private void Disturb(TimeSpan end)
        {
            if (network.Now > end)
            {
                foreach (var paused in network.Processes.Where(process => process.IsPaused))
                {
                    network.Resume(paused);
                }

                return;
            }

            var random = network.Random;
            var a = network.Processes.ElementAt(random.Next(network.Processes.Count));
            var b = network.Processes.ElementAt(random.Next(network.Processes.Count));
            switch (random.Next(7))
            {
                case 0:
                    network.Crash(a, isSilent: random.Next(2) == 0);
                    Start(a.Address);
                    break;
                case 1 when a != b:
                    network.Cut(a.Address, b.Address);
                    break;
                case 2 when a != b:
                    network.Heal(a.Address, b.Address);
                    break;
                case 3 when a != b:
                    network.Break(a, b);
                    break;
                case 4 when !a.IsPaused:
                    network.Pause(a);
                    break;
                case 5 when a.IsPaused:
                    network.Resume(a);
                    break;
            }

            network.After(TimeSpan.FromSeconds(random.NextDouble() * 4), () => Disturb(end));
        }

        private sealed class Receiver : RpcEndpoint
        {
            public Receiver(Dictionary<string, int> received)
                : base("receiver", NullLogger.Instance)
            {
                On<Numbered>((message, _) =>
                {
                    Assert.Equal(received.GetValueOrDefault(message.Stream), message.Number);
                    received[message.Stream] = message.Number + 1;
                });
                OnRequest<GreetingCount, int>((_, _) => received.Count);
            }

            protected override void HandlerFailed(Exception exception) => throw exception;
        }

        private sealed class Sending(ChaosWorld world, SimulatedProcess process) : RpcEndpoint("sending", NullLogger.Instance)
        {
            private readonly Dictionary<string, (Peer Peer, string Stream, int Next)> _peers = [];

            public int OpenRequests { get; private set; }

            public bool IsAlive => process.IsAlive;

            protected override void Started() => Tick();

            private void Tick()
            {
                var target = $"p:{process.Random.Next(3)}";
                if (!_peers.TryGetValue(target, out var stream))
                {
                    stream = (Connect(new(target, "receiver"), FencingToken.None, (_, _) => _peers.Remove(target)), $"{++world._streams}", 0);
                }

                stream.Peer.Tell(new Numbered(stream.Stream, stream.Next));
                _peers[target] = stream with { Next = stream.Next + 1 };
                Ask(stream.Peer);
                if (!world._isOver)
                {
                    After(TimeSpan.FromMilliseconds(process.Random.Next(1, 500)), Tick);
                }
            }

            private async void Ask(Peer peer)
            {
                OpenRequests++;
                try
                {
                    await peer.AskAsync(new GreetingCount(), TimeSpan.FromSeconds(20));
                }
                catch (RpcException)
                {
                    // An end is all that is asked for.
                }

                OpenRequests--;
            }
        }
    }
}
