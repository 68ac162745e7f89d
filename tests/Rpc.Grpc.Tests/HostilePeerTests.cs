using System.Net;
using System.Net.Sockets;
using Flink.Runtime.Rpc;
using Grpc.Core;
using Grpc.Net.Client;

namespace Flink.Rpc.Grpc.Tests;

/// <summary>Whoever reaches the port may send anything: the process goes on, and says what was wrong where somebody listens.</summary>
public sealed class HostilePeerTests : IAsyncLifetime
{
    private readonly Processes _processes = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_bytes_at_the_port_do_no_harm(int seed)
    {
        var (server, peer) = await ServeAsync();
        var random = new Random(seed);
        for (var i = 0; i < 20; i++)
        {
            var bytes = new byte[random.Next(1, 50_000)];
            random.NextBytes(bytes);
            await SendRawAsync(server, [.. i % 2 == 0 ? [] : "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. bytes]);
        }

        Assert.Equal(0, await peer.AskAsync(new CountNotes(), Processes.Patience));
    }

    [Fact]
    public async Task Random_bytes_as_frames_end_their_stream_only()
    {
        var (server, peer) = await ServeAsync();
        var random = new Random(7);
        for (var i = 0; i < 50; i++)
        {
            var bytes = new byte[random.Next(0, 2000)];
            random.NextBytes(bytes);
            bytes = [(byte)random.Next(0, 10), .. bytes];
            using var call = Call(server, Handshake.Own($"stranger:{i}", "1"));
            await call.RequestStream.WriteAsync(bytes);
            try
            {
                // Some happen to be frames, which are answered or ignored: then it is the caller who ends.
                await call.RequestStream.CompleteAsync();
                while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
                {
                }
            }
            catch (global::Grpc.Core.RpcException e)
            {
                Assert.NotEqual(StatusCode.Unavailable, e.StatusCode);
            }
        }

        Assert.Equal(0, await peer.AskAsync(new CountNotes(), Processes.Patience));
        Assert.False(peer.Closed.IsCompleted);
    }

    [Fact]
    public async Task Frame_above_the_bound_is_refused()
    {
        var (server, peer) = await ServeAsync();
        using var call = Call(server, Handshake.Own("stranger:1", "1"));
        var writing = call.RequestStream.WriteAsync(new byte[Processes.Loopback.MaxMessageBytes + 1]);
        var error = await Assert.ThrowsAsync<global::Grpc.Core.RpcException>(
            () => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Contains("exceeds", error.Status.Detail, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => writing);
        Assert.Equal(0, await peer.AskAsync(new CountNotes(), Processes.Patience));
    }

    [Fact]
    public async Task Another_version_is_refused_with_both_versions_named()
    {
        var (server, _) = await ServeAsync();
        using var call = Call(server, new Handshake(MessageRegistry.ProtocolVersion + 1, "9.9.9", "stranger:1", "1"));
        var error = await Assert.ThrowsAsync<global::Grpc.Core.RpcException>(
            () => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Contains("9.9.9", error.Status.Detail, StringComparison.Ordinal);
        Assert.Contains(Handshake.OwnProduct, error.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("same version", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caller_that_does_not_say_who_it_is_is_refused()
    {
        var (server, _) = await ServeAsync();
        using var call = Call(server, null);
        var error = await Assert.ThrowsAsync<global::Grpc.Core.RpcException>(
            () => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    [Fact]
    public async Task Process_that_does_not_read_is_given_up_before_memory_is()
    {
        var server = await _processes.StartAsync(Processes.Loopback with { MaxQueuedBytes = 4 << 20 });
        var recorder = new Recorder("r");
        server.Register(recorder);
        using var call = Call(server, Handshake.Own("lazy:1", "1"));
        await call.ResponseHeadersAsync;

        // Nobody reads at the other end; what fits into its windows is sent, the rest waits.
        var peer = server.Connect(new("lazy:1", "r"), FencingToken.None);
        var text = new string('x', 1 << 20);
        for (var i = 0; i < 100 && !peer.Closed.IsCompleted; i++)
        {
            peer.Tell(new Note(text));
        }

        Assert.Contains("does not read", (await peer.Closed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_of_another_incarnation_takes_the_place_of_the_old_one()
    {
        var (server, _) = await ServeAsync();
        using var first = Call(server, Handshake.Own("worker:1", "1"));
        await first.ResponseHeadersAsync;
        var peer = server.Connect(new("worker:1", "r"), FencingToken.None);
        using var second = Call(server, Handshake.Own("worker:1", "2"));
        await second.ResponseHeadersAsync;

        Assert.Contains("anew", (await peer.Closed).Message, StringComparison.Ordinal);
        Assert.False(server.Connect(new("worker:1", "r"), FencingToken.None).Closed.IsCompleted);
    }

    [Fact]
    public async Task Server_that_is_none_of_ours_closes_the_peer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = await _processes.StartAsync();
        var peer = client.Connect(new(listener.LocalEndpoint.ToString()!, "r"), FencingToken.None);
        using var accepted = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await accepted.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.Contains(listener.LocalEndpoint.ToString()!, (await peer.Closed).Message, StringComparison.Ordinal);
    }

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _processes.DisposeAsync();

    private static AsyncDuplexStreamingCall<byte[], byte[]> Call(GrpcRpc server, Handshake? handshake)
    {
        var marshaller = new Marshaller<byte[]>(static bytes => bytes, static bytes => bytes);
        return GrpcChannel.ForAddress("http://" + server.Address, new GrpcChannelOptions { MaxSendMessageSize = null })
            .CreateCallInvoker()
            .AsyncDuplexStreamingCall(
                new Method<byte[], byte[]>(MethodType.DuplexStreaming, "flink.rpc", "Link", marshaller, marshaller),
                null,
                new CallOptions(handshake?.ToHeaders() ?? []));
    }

    private static async Task SendRawAsync(GrpcRpc server, byte[] bytes)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPEndPoint.Parse(server.Address), TestContext.Current.CancellationToken);
        try
        {
            await socket.SendAsync(bytes, TestContext.Current.CancellationToken);
            socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // The process hung up: so it should.
        }
    }

    private async Task<(GrpcRpc Server, Peer Peer)> ServeAsync()
    {
        var server = await _processes.StartAsync();
        var recorder = new Recorder("r");
        server.Register(recorder);
        var peer = (await _processes.StartAsync()).Connect(recorder.Address, FencingToken.None);
        Assert.Equal(0, await peer.AskAsync(new CountNotes(), Processes.Patience));
        return (server, peer);
    }
}
