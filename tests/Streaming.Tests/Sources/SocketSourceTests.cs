using System.Net;
using System.Net.Sockets;
using Flink.Core;
using Flink.Core.Sources;
using Flink.Core.Types;
using Flink.Streaming.Sources;
using Flink.Streaming.Tests.Harness;
using Microsoft.Extensions.Time.Testing;

namespace Flink.Streaming.Tests.Sources;

public sealed class SocketSourceTests : IDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);

    public SocketSourceTests() => _server.Start();

    private int Port => ((IPEndPoint)_server.LocalEndpoint).Port;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Lines_arrive_as_they_are_sent_and_the_rest_is_a_line()
    {
        using var driver = new SourceDriver<Utf8String, EndpointSplit>(new SocketSource("127.0.0.1", Port), batchSize: 2);
        var reader = driver.Readers[0];
        using var peer = reader.PollUntil(_server.AcceptSocketAsync());

        await peer.SendAsync("one\r\ntw"u8.ToArray());
        reader.PollUntil(() => reader.Records.Count == 1);
        await peer.SendAsync("o\nthree"u8.ToArray());
        reader.PollUntil(() => reader.Records.Count == 2);
        peer.Dispose();
        reader.PollUntil(() => reader.Ended);

        Assert.Equal(["one", "two", "three"], reader.Records.Select(line => line.ToString()));
    }

    [Fact]
    public async Task Delimiter_may_have_several_bytes_and_be_cut_by_packets()
    {
        using var driver = new SourceDriver<Utf8String, EndpointSplit>(new SocketSource("127.0.0.1", Port) { Delimiter = "aa" });
        var reader = driver.Readers[0];
        using var peer = reader.PollUntil(_server.AcceptSocketAsync());

        await peer.SendAsync("1aaa2a"u8.ToArray());
        reader.PollUntil(() => reader.Records.Count == 1);
        await peer.SendAsync("a\r\n3aa"u8.ToArray());
        peer.Dispose();
        reader.PollUntil(() => reader.Ended);

        Assert.Equal(["1", "a2", "\r\n3"], reader.Records.Select(line => line.ToString()));
    }

    [Fact]
    public async Task Connection_is_made_again_after_the_delay()
    {
        var clock = new FakeTimeProvider();
        var source = new SocketSource("127.0.0.1", Port) { MaxRetries = 1, RetryDelay = TimeSpan.FromSeconds(5) };
        using var driver = new SourceDriver<Utf8String, EndpointSplit>(source, clock: clock);
        var reader = driver.Readers[0];
        await SendAndClose(reader, "a\nb");
        reader.PollUntil(() => reader.WakeTime is not null);

        Assert.Equal(clock.GetUtcNow().ToUnixTimeMilliseconds() + 5000, reader.WakeTime);
        clock.Advance(TimeSpan.FromSeconds(5));
        reader.Wake();
        await SendAndClose(reader, "c\n");
        reader.PollUntil(() => reader.Ended);

        Assert.Equal(["a", "b", "c"], reader.Records.Select(line => line.ToString()));
    }

    [Fact]
    public void Refused_connection_names_host_and_port()
    {
        using var taken = new TakenPort();
        var port = taken.Port;
        using var driver = new SourceDriver<Utf8String, EndpointSplit>(new SocketSource("127.0.0.1", port));

        var failure = Assert.Throws<FlinkException>(() => driver.Readers[0].PollUntil(() => false));

        Assert.StartsWith($"The socket source has no connection to 127.0.0.1:{port}: ", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.IsRetryable);
    }

    [Fact]
    public void Only_one_reader_connects()
    {
        var port = Port;
        using var driver = new SourceDriver<Utf8String, EndpointSplit>(new SocketSource("127.0.0.1", port), 2);
        driver.Readers[0].Poll();
        driver.Readers[1].Poll();
        driver.Readers[1].Poll();

        Assert.False(driver.Readers[0].Ended);
        Assert.True(driver.Readers[1].Ended);
    }

    private async Task SendAndClose(SourceDriver<Utf8String, EndpointSplit>.Reader reader, string text)
    {
        using var peer = reader.PollUntil(_server.AcceptSocketAsync());
        await peer.SendAsync(System.Text.Encoding.UTF8.GetBytes(text));
    }
}
