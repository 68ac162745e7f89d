using Flink.Runtime.Rpc;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flink.Rpc.Grpc.Tests;

/// <summary>Processes of a cluster, in this one, on loopback.</summary>
public sealed class Processes : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly WorkerPool _pool = new(2, TimeProvider.System, TimeSpan.FromSeconds(10), NullLogger.Instance);
    private readonly List<GrpcRpc> _started = [];

    public static GrpcRpcOptions Loopback { get; } = new() { Host = "127.0.0.1", BindAddress = "127.0.0.1" };

    public async Task<GrpcRpc> StartAsync(GrpcRpcOptions? options = null, MessageRegistry? messages = null)
    {
        var rpc = await GrpcRpc.StartAsync(options ?? Loopback, _pool, messages ?? Recorder.Messages, NullLoggerFactory.Instance);
        _started.Add(rpc);
        return rpc;
    }

    /// <summary>One that loads its server when it is dialled.</summary>
    public GrpcRpc StartSeldomDialled(GrpcRpcOptions? options = null)
    {
        var rpc = GrpcRpc.Open(options ?? Loopback, _pool, Recorder.Messages, NullLoggerFactory.Instance);
        rpc.ListenUntilDialled();
        _started.Add(rpc);
        return rpc;
    }

    /// <summary>What a JobManager does before its first connection.</summary>
    public async Task RehearseAsync(GrpcRpcOptions options)
    {
        using var patience = new CancellationTokenSource(Patience);
        await ServerRehearsal.PlayAsync(options, _pool, Recorder.Messages, NullLoggerFactory.Instance, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var rpc in _started)
        {
            await rpc.DisposeAsync();
        }

        _pool.Dispose();
    }
}
