using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Flink.Core;
using Flink.Core.Execution;
using Flink.Core.Graph;
using Flink.Core.Partitioning;
using Flink.Core.Security;
using Flink.Core.Sources;
using Flink.Runtime.Network;
using Flink.Runtime.Network.Remote;
using Flink.Runtime.Network.Tcp;
using Flink.Runtime.Network.Wire;
using Flink.Runtime.Scheduling;
using Flink.Runtime.Security;
using Flink.Runtime.Tests.Jobs;
using Flink.Streaming.Sources;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Runtime.Tests.Network;

public class TcpNetworkTests
{
    private const int Count = 200_000;

    private static int _channels;

    [Fact]
    public async Task Records_of_a_job_arrive_once_over_one_connection()
    {
        using var workers = new TcpWorkers();
        for (var round = 0; round < 3; round++)
        {
            var sink = new Collected<long>();
            var result = await workers.RunToEnd(Job(sink));
            Assert.Null(result.Failure);
            Assert.Equal(JobStatus.Finished, result.Status);
            Assert.Equal(Enumerable.Range(0, Count).Select(i => (long)i), sink.Values.Order());
        }

        Assert.All(workers.Networks, network => Assert.Equal(1, network.PeerCount));
        Assert.All(workers.Networks, network => Assert.Equal(0, network.Inputs.ReceiverCount));
    }

    [Fact]
    public async Task What_goes_between_workers_is_counted_at_both_ends()
    {
        using var workers = new TcpWorkers();
        var master = workers.Submit(Job(new Collected<long>()));
        Assert.Equal(JobStatus.Finished, (await master.Result.WaitAsync(TcpWorkers.Patience, TestContext.Current.CancellationToken)).Status);

        var figures = (await master.DescribeAsync()).Vertices.SelectMany(static vertex => vertex.Subtasks).Select(static subtask => subtask.Current.Figures!).ToList();

        // Of the records, 8 bytes each, some stay in their worker.
        Assert.InRange(figures.Sum(static one => one.BytesOut), 1, 16L * Count);
        Assert.Equal(figures.Sum(static one => one.BytesOut), figures.Sum(static one => one.BytesIn));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("localhost")]
    public async Task Records_arrive_wherever_workers_listen(string bindHost)
    {
        using var workers = new TcpWorkers(new NetworkSettings { BindHost = bindHost });
        var sink = new Collected<long>();
        Assert.Equal(JobStatus.Finished, (await workers.RunToEnd(Job(sink))).Status);
        Assert.Equal(Count, sink.Values.Distinct().Count());
    }

    [Fact]
    public async Task Encrypted_workers_exchange_records_as_others_do()
    {
        using var certificate = Certificate("cluster");
        using var workers = new TcpWorkers(Settings(certificate, certificate));
        var sink = new Collected<long>();
        Assert.Equal(JobStatus.Finished, (await workers.RunToEnd(Job(sink))).Status);
        Assert.Equal(Count, sink.Values.Distinct().Count());
    }

    [Fact]
    public async Task A_worker_whose_certificate_is_not_trusted_is_turned_away()
    {
        using var certificate = Certificate("cluster");
        using var stranger = Certificate("stranger");
        using var one = TcpWorkers.New("one", Settings(certificate, certificate));
        using var two = TcpWorkers.New("two", Settings(stranger, certificate));
        var failure = await FailureOf(Open(two, one.Address));
        Assert.Contains("worker one", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, one.PeerCount);
    }

    [Fact]
    public async Task A_worker_that_encrypts_does_not_take_one_that_does_not()
    {
        using var certificate = Certificate("cluster");
        using var one = TcpWorkers.New("one", Settings(certificate, certificate));
        using var two = TcpWorkers.New("two");
        await FailureOf(Open(two, one.Address));
        await FailureOf(Open(one, two.Address));
    }

    [Fact]
    public void A_worker_listens_at_the_first_free_port_and_tells_the_one_that_others_use()
    {
        using var taken = TcpWorkers.New("one", new NetworkSettings { BindHost = "127.0.0.1" });
        var settings = new NetworkSettings { BindHost = "127.0.0.1", BindPorts = $"{taken.Address.Port}" };
        Assert.Contains("taskmanager.data.bind-port", Assert.Throws<FlinkException>(() => TcpWorkers.New("two", settings)).Message, StringComparison.Ordinal);

        using var next = TcpWorkers.New("two", settings with { BindPorts = $"{taken.Address.Port},0" });
        Assert.NotEqual(taken.Address.Port, next.Address.Port);
        using var behindWall = TcpWorkers.New("three", settings with { BindPorts = "0", AdvertisedPort = 4711 });
        Assert.Equal(4711, behindWall.Address.Port);
    }

    [Fact]
    public async Task Random_bytes_at_the_port_harm_nobody()
    {
        using var workers = new TcpWorkers();
        var random = new Random(7);
        for (var i = 0; i < 20; i++)
        {
            var bytes = new byte[random.Next(1, 10_000)];
            random.NextBytes(bytes);
            await SendAndWaitForEnd(workers.Networks[0].Address, bytes);
        }

        var sink = new Collected<long>();
        Assert.Equal(JobStatus.Finished, (await workers.RunToEnd(Job(sink))).Status);
        Assert.Equal(Count, sink.Records.Count);
    }

    [Fact]
    public async Task Damaged_frames_after_a_right_greeting_end_the_connection_and_nothing_else()
    {
        using var network = TcpWorkers.New("one");
        var random = new Random(11);
        for (var i = 0; i < 20; i++)
        {
            var bytes = new byte[200];
            random.NextBytes(bytes);
            var answer = await Greet(network.Address, Greeting.CurrentProtocol, "rogue", "one", bytes);
            Assert.Equal(Verdict.Welcome, answer.Verdict);
        }
    }

    [Theory]
    [InlineData(Greeting.CurrentProtocol + 1, "two", "one", Verdict.WrongVersion)]
    [InlineData(Greeting.CurrentProtocol, "two", "three", Verdict.WrongWorker)]
    [InlineData(Greeting.CurrentProtocol, "one", "one", Verdict.NameTaken)]
    [InlineData(Greeting.CurrentProtocol, "two", "one", Verdict.Welcome)]
    internal async Task A_caller_is_told_what_is_thought_of_it(int protocol, string caller, string addressee, Verdict verdict)
    {
        using var network = TcpWorkers.New("one");
        Assert.Equal(verdict, (await Greet(network.Address, protocol, caller, addressee, [])).Verdict);
    }

    [Fact]
    public async Task Two_workers_of_one_name_are_not_both_connected()
    {
        using var one = TcpWorkers.New("one");
        using var two = TcpWorkers.New("two", incarnation: 5);
        using var impostor = TcpWorkers.New("two", incarnation: 6);
        var (receiver, channel) = Register(one);
        var sender = Open(two, one.Address, channel);
        await sender.Granted;
        var failure = await FailureOf(Open(impostor, one.Address));
        Assert.Contains("taskmanager.resource-id", failure.Message, StringComparison.Ordinal);
        Assert.False(receiver.Failed.IsCompleted);
    }

    [Fact]
    public async Task A_worker_that_is_not_the_one_that_is_meant_is_not_used()
    {
        using var one = TcpWorkers.New("one");
        using var two = TcpWorkers.New("two");
        var failure = await FailureOf(Open(one, two.Address with { Id = "three" }));
        Assert.Contains("worker two answered", failure.Message, StringComparison.Ordinal);
        Assert.Contains("worker three", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_nobody_listens_at_fails_the_sender_at_once()
    {
        using var one = TcpWorkers.New("one");

        // Taken and not listened at: a port that was free a moment ago may be anybody's.
        using var taken = new Socket(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var failure = await FailureOf(Open(one, new PeerAddress("two", "127.0.0.1", ((IPEndPoint)taken.LocalEndPoint!).Port)));
        Assert.Contains("worker two", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workers_that_call_each_other_at_once_share_one_connection()
    {
        for (var round = 0; round < 20; round++)
        {
            using var one = TcpWorkers.New("one");
            using var two = TcpWorkers.New("two");
            var (_, toOne) = Register(one);
            var (_, toTwo) = Register(two);
            ChannelProbe? there = null;
            var dialling = new Thread(() => there = Open(one, two.Address, toTwo));
            dialling.Start();
            var back = Open(two, one.Address, toOne);
            dialling.Join();
            await there!.Granted;
            await back.Granted;
            Assert.Equal((1, 1), (one.PeerCount, two.PeerCount));
        }
    }

    [Fact]
    public async Task A_worker_that_goes_away_fails_what_others_have_with_it()
    {
        using var one = TcpWorkers.New("one");
        var two = TcpWorkers.New("two");
        var (receiver, toOne) = Register(one);
        await Open(two, one.Address, toOne).Granted;
        two.Dispose();
        var lost = Assert.IsType<ConnectionLostException>(await receiver.Failed.WaitAsync(TcpWorkers.Patience, TestContext.Current.CancellationToken));
        Assert.Equal("two", lost.Peer.Id);
        Assert.Equal(toOne.ToString(), lost.Message.Split("Channel: ")[1].TrimEnd('.'));
    }

    [Fact]
    public async Task A_caller_that_says_nothing_is_hung_up_on_when_its_time_is_over()
    {
        var clock = new FakeTimeProvider();
        using var network = TcpWorkers.New("one", clock: clock);
        using var silent = new TcpClient();
        await silent.ConnectAsync("127.0.0.1", network.Address.Port, TestContext.Current.CancellationToken);
        var end = silent.GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask();
        while (!end.IsCompleted)
        {
            // The deadline begins when the caller is taken, at a moment that only the network knows.
            clock.Advance(TimeSpan.FromSeconds(31));
            await Task.Yield();
        }

        Assert.True(end.IsFaulted || await end == 0);
    }

    [Fact]
    public async Task A_worker_that_never_answers_is_named_with_how_long_it_was_waited_for()
    {
        var clock = new FakeTimeProvider();
        using var network = TcpWorkers.New("one", clock: clock);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var failure = Open(network, new PeerAddress("two", "127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port)).Failed;
        while (!failure.IsCompleted)
        {
            // The deadline begins when it is called, at a moment that only the network knows.
            clock.Advance(TimeSpan.FromSeconds(31));
            await Task.Yield();
        }

        var lost = Assert.IsType<ConnectionLostException>(await failure);
        Assert.Contains("worker two at 127.0.0.1", lost.Message);
        Assert.Contains("it did not answer within 30 s", lost.Message);
    }

    [Fact]
    public async Task A_worker_that_takes_nothing_any_more_is_given_up_though_its_machine_answers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux gives up a peer that takes nothing and answers.");
        using var network = TcpWorkers.New("one", new NetworkSettings { BindHost = "127.0.0.1", SilenceTimeout = TimeSpan.FromSeconds(1) });
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var deaf = new PeerAddress("two", "127.0.0.1", Sockets.PortOf(listener));
        var probe = Open(network, deaf);
        using var accepted = new SocketTransport(await listener.AcceptAsync(TestContext.Current.CancellationToken));
        Greeting.Read(accepted);
        new Greeting(Greeting.CurrentProtocol, "", Verdict.Welcome, 1, deaf, "one").Write(accepted);

        // More openings than the buffer takes, to which nobody listens.
        for (var i = 0; i < 2000; i++)
        {
            network.Open(new RemoteSender<long>(NewChannel(), deaf, 16, network.Pool, compresses: false) { Producer = probe });
        }

        var lost = Assert.IsType<ConnectionLostException>(await FailureOf(probe));
        Assert.Contains("worker two at 127.0.0.1", lost.Message);
    }

    [Fact]
    public async Task Callers_that_say_nothing_keep_no_worker_out_however_many_they_are()
    {
        using var one = TcpWorkers.New("one");
        using var two = TcpWorkers.New("two");
        var silent = new List<TcpClient>();
        try
        {
            foreach (var port in (int[])[one.Address.Port, two.Address.Port])
            {
                for (var i = 0; i < 100; i++)
                {
                    silent.Add(new TcpClient());
                    await silent[^1].ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
                }
            }

            var (_, channel) = Register(one);
            await Open(two, one.Address, channel).Granted;
        }
        finally
        {
            silent.ForEach(static client => client.Dispose());
        }
    }

    private static JobGraph Job(Collected<long> sink)
    {
        var job = new TestJob();
        var source = job.Vertex(2, new SourceOperatorFactory<long, RangeSplit>(new SequenceSource(0, Count - 1)));
        job.Edge<long>(source, job.Vertex(4, sink), RebalancePartitioner.Instance);
        return job.Build();
    }

    private static NetworkSettings Settings(X509Certificate2 own, X509Certificate2 trusted) =>
        new() { BindHost = "127.0.0.1", Tls = new InternalTls(own, new CertificateTrust([trusted])) };

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    private static ChannelId NewChannel() => new(new JobId(new Id128(3, 4)), Interlocked.Increment(ref _channels), 0, 0, 0, 0);

    private static (ChannelProbe Receiver, ChannelId Channel) Register(TcpNetwork network)
    {
        var receiver = new RemoteReceiver<long>(NewChannel(), 4, network.Pool, new Core.Records.Batch<long>(16));
        var probe = new ChannelProbe(() => false);
        receiver.Consumer = probe;
        network.Inputs.Register(receiver);
        return (probe, receiver.Id);
    }

    private static ChannelProbe Open(TcpNetwork network, PeerAddress peer, ChannelId? channel = null)
    {
        var sender = new RemoteSender<long>(channel ?? NewChannel(), peer, 16, network.Pool, compresses: false);
        var probe = new ChannelProbe(() => sender.HasSlot);
        sender.Producer = probe;
        sender.AskForWake();
        network.Open(sender);
        return probe;
    }

    private static async Task<Exception> FailureOf(ChannelProbe probe) => await probe.Failed.WaitAsync(TcpWorkers.Patience, TestContext.Current.CancellationToken);

    private static async Task SendAndWaitForEnd(PeerAddress address, byte[] bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        try
        {
            await client.Client.SendAsync(bytes);
            client.Client.Shutdown(SocketShutdown.Send);
            while (await client.Client.ReceiveAsync(new byte[1000]) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // Hung up on in the middle.
        }
    }

    private static Task<Greeting> Greet(PeerAddress address, int protocol, string caller, string addressee, byte[] after) => Task.Factory.StartNew(
        () =>
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(address.Host, address.Port);
            using var transport = new SocketTransport(socket);
            new Greeting(protocol, "test", Verdict.None, 9, new PeerAddress(caller, "nowhere", 1), addressee).Write(transport);
            var answer = Greeting.Read(transport);
            transport.Write(after);
            try
            {
                while (after.Length > 0 && transport.Read(new byte[100]) > 0)
                {
                }
            }
            catch (SocketException)
            {
                // Hung up on.
            }

            return answer;
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
