using System.Net;
using System.Net.Sockets;
using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;

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
    public async Task A_process_that_serves_already_goes_on_beside_a_rehearsal()
    {
        var server = await _processes.StartAsync();
        var client = await _processes.StartAsync();
        server.Register(new Recorder("r"));

        await _processes.RehearseAsync(Processes.Loopback);

        Assert.Equal(0, await client.Connect(new(server.Address, "r"), FencingToken.None).AskAsync(new CountNotes(), Processes.Patience));
    }

    [Fact]
    public async Task A_rehearsal_that_nobody_wants_any_more_says_so_and_ends()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ServerRehearsal.PlayAsync(
            Processes.Loopback, new NoScheduler(), Recorder.Messages, NullLoggerFactory.Instance, cancellation.Token));
    }

    [Fact]
    public async Task Nothing_is_run_for_a_rehearsal() =>
        await ServerRehearsal.PlayAsync(Processes.Loopback, new NoScheduler(), Recorder.Messages, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

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

    /// <summary>Whoever registers an endpoint with it fails.</summary>
    private sealed class NoScheduler : IScheduler
    {
        public TimeProvider Clock => TimeProvider.System;

        public void Start(Tasklet tasklet, int affinity, bool needsThread = false) => throw new NotSupportedException("Nothing is to run.");

        public string? Interrupt(Tasklet tasklet) => throw new NotSupportedException("Nothing runs.");
    }
}
