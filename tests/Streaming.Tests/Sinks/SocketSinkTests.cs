using System.Net;
using System.Net.Sockets;
using Flink.Core;
using Flink.Streaming.Sinks;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.Sinks;

public sealed class SocketSinkTests : IDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);

    public SocketSinkTests() => _server.Start();

    private int Port => ((IPEndPoint)_server.LocalEndpoint).Port;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Lines_reach_the_server_with_their_batch()
    {
        var sink = new SocketSink<int>("127.0.0.1", Port);
        Assert.True(sink.IsBlocking);
        using var driver = new SinkDriver<int>(sink);
        using var reader = new StreamReader((await _server.AcceptTcpClientAsync()).GetStream());
        driver.Write(1, 2);

        Assert.Equal("1", await reader.ReadLineAsync());
        Assert.Equal("2", await reader.ReadLineAsync());
        driver.Finish();
        driver.Dispose();
        Assert.Null(await reader.ReadLineAsync());
    }

    [Fact]
    public async Task Broken_connection_is_made_again()
    {
        using var driver = new SinkDriver<string>(new SocketSink<string>("127.0.0.1", Port)
        {
            MaxRetries = SocketSink<string>.RetryForever,
            RetryDelay = TimeSpan.Zero,
        });
        using (var first = await _server.AcceptSocketAsync())
        {
            first.LingerState = new LingerOption(true, 0);
        }

        var accepting = _server.AcceptTcpClientAsync();
        while (!accepting.IsCompleted)
        {
            driver.Write("again");
        }

        using var reader = new StreamReader((await accepting).GetStream());
        Assert.Equal("again", await reader.ReadLineAsync());
    }

    [Fact]
    public void Refused_connection_names_host_and_port()
    {
        using var taken = new TakenPort();
        var port = taken.Port;

        var failure = Assert.Throws<FlinkException>(() => new SinkDriver<int>(new SocketSink<int>("127.0.0.1", port)));

        Assert.StartsWith($"The socket sink can't send to 127.0.0.1:{port}: ", failure.Message, StringComparison.Ordinal);
    }
}
