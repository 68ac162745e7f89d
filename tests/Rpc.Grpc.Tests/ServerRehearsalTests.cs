using System.Net;
using System.Net.Sockets;

namespace Flink.Rpc.Grpc.Tests;

public sealed class ServerRehearsalTests : IAsyncLifetime
{
    private readonly Processes _processes = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _processes.DisposeAsync();

    [Fact]
    public async Task A_connection_to_a_server_that_exists_for_a_moment_is_answered() => await _processes.RehearseAsync(Processes.Loopback);

    [Fact]
    public async Task The_port_of_a_process_is_not_touched_by_its_rehearsal()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        await _processes.RehearseAsync(Processes.Loopback with { Ports = $"{((IPEndPoint)taken.LocalEndpoint).Port}", BindAddress = "0.0.0.0", Host = "elsewhere" });

        Assert.False(taken.Pending());
    }

    [Fact]
    public async Task A_server_that_hangs_up_does_not_answer()
    {
        using var hungUp = new MemoryStream([0, 0, 0, 4, 0, 0, 0, 0, 0]);

        await Assert.ThrowsAsync<EndOfStreamException>(() => RehearsedCaller.ReadAnswerAsync(hungUp, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_server_that_speaks_something_else_does_not_answer()
    {
        using var other = new MemoryStream("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());

        await Assert.ThrowsAsync<InvalidDataException>(() => RehearsedCaller.ReadAnswerAsync(other, TestContext.Current.CancellationToken));
    }
}
