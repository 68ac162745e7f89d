using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Flink.Cli.Tests.Examples;

public class SocketWordCountTests
{
    private static readonly string _program = FlinkProcess.PathOf("SocketWordCount", "SocketWordCount.dll");

    [Fact]
    public async Task Counts_grow_while_the_server_sends()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var port = ((IPEndPoint)server.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        using var process = FlinkProcess.Start([], "run", "-p", "1", _program, "--hostname", "127.0.0.1", "--port", port);
        using (var connection = await server.AcceptTcpClientAsync())
        {
            // Before a record can be printed, which another thread does.
            Assert.StartsWith("Job has been submitted", await process.ReadLineAsync());
            var stream = connection.GetStream();
            await stream.WriteAsync("To be\n"u8.ToArray());
            Assert.Equal(["to: 1", "be: 1"], [await process.ReadLineAsync(), await process.ReadLineAsync()]);

            await stream.WriteAsync("or not to be\n"u8.ToArray());
            Assert.Equal(["or: 1", "not: 1", "to: 2", "be: 2"],
                [await process.ReadLineAsync(), await process.ReadLineAsync(), await process.ReadLineAsync(), await process.ReadLineAsync()]);
        }

        var result = await process.ResultAsync();
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("2 records in", result.Output);
    }

    [Fact]
    public async Task Without_a_port_the_usage_is_shown() =>
        Assert.StartsWith("SocketWordCount: there is no port; usage: ", (await FlinkProcess.RunAsync("run", _program)).OnlyError());
}
