using System.Net;
using System.Net.Sockets;
using Flink.Runtime.Network.Tcp;

namespace Flink.Runtime.Tests.Network;

public sealed class SocketTransportTests : IDisposable
{
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _server;

    public SocketTransportTests()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _client.Connect(listener.LocalEndPoint!);
        _server = listener.Accept();
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Fact]
    public void One_call_reads_a_payload_and_what_follows_it()
    {
        using var transport = new SocketTransport(_server);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "One call reads into two places on Linux only.");
        _client.Send(new byte[] { 1, 2, 3, 4, 5 });
        _client.Shutdown(SocketShutdown.Send);
        var (payload, rest) = (new byte[3], new byte[8]);
        Assert.Equal(5, transport.Read(payload, rest));
        Assert.Equal([1, 2, 3], payload);
        Assert.Equal([4, 5, 0, 0, 0, 0, 0, 0], rest);
        Assert.Equal(0, transport.Read(payload, rest));
    }

    [Fact]
    public void A_connection_that_was_reset_fails_and_does_not_end()
    {
        using var transport = new SocketTransport(_server);
        _client.LingerState = new LingerOption(true, 0);
        _client.Dispose();
        var failure = Assert.Throws<SocketException>(() => transport.Read(new byte[3], new byte[8]));
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
    }

    [Fact]
    public void A_reader_that_waits_learns_that_its_own_side_has_closed()
    {
        var transport = new SocketTransport(_server);
        Exception? failure = null;
        var read = -1;
        var reader = new Thread(() => failure = Record.Exception(() => read = transport.Read(new byte[3], new byte[8])));
        reader.Start();
        transport.Dispose();
        reader.Join();
        Assert.True(failure is ObjectDisposedException || read == 0);
    }
}
