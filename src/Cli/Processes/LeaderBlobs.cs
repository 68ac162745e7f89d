using Flink.Core;
using Flink.Rpc.Grpc;
using Flink.Rpc.Grpc.Blobs;
using Flink.Runtime.Blobs;

namespace Flink.Cli.Processes;

/// <summary>The blob server of whichever JobManager leads, over a connection of its own.</summary>
internal sealed class LeaderBlobs(GrpcRpc rpc) : IDisposable
{
    private readonly Lock _gate = new();
    private string? _process;
    private GrpcBlobClient? _client;

    /// <summary>The client for the current leader.</summary>
    /// <exception cref="FlinkException">None is known.</exception>
    public IBlobClient Current
    {
        get
        {
            lock (_gate)
            {
                return _process is null
                    ? throw new FlinkException("No JobManager is known to lead, so nothing can be fetched from it now.", isRetryable: true)
                    : _client ??= new GrpcBlobClient(rpc.NewChannel(_process));
            }
        }
    }

    /// <summary>Another process leads; null when none is known.</summary>
    public void Follow(string? process)
    {
        lock (_gate)
        {
            if (process != _process)
            {
                _client?.Dispose();
                _client = null;
                _process = process;
            }
        }
    }

    public void Dispose() => Follow(null);
}
