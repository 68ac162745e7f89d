using Flink.Core.FileSystems;
using Flink.Runtime.Scheduling;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.HighAvailability;

/// <summary>What a process gives its high-availability services.</summary>
public sealed class HighAvailabilitySurroundings
{
    /// <summary>"host:port" of the process's RPC port; where there is only one JobManager, of that one's.</summary>
    public required string RpcAddress { get; init; }

    /// <summary>"host:port" of the REST server, as for <see cref="RpcAddress"/>.</summary>
    public required string RestAddress { get; init; }

    /// <summary>Finds the file system of a path.</summary>
    public required FileSystemRegistry FileSystems { get; init; }

    /// <summary>The clock; only spans of time are measured with it, never compared with those of other machines.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Runs what blocks.</summary>
    public required IIoExecutor Io { get; init; }

    /// <summary>The source of chance for tokens; used by one thread at a time.</summary>
    public required Random Random { get; init; }

    /// <summary>Where elections are logged.</summary>
    public required ILogger Logger { get; init; }
}
