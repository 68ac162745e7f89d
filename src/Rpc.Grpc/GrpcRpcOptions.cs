using Flink.Core.Configuration;
using Flink.Runtime.Security;

namespace Flink.Rpc.Grpc;

/// <summary>How a process takes part in the cluster's messages.</summary>
public sealed record GrpcRpcOptions
{
    // Timers take some weeks.
    private const int MostKeepAliveSeconds = 24 * 60 * 60;

    /// <summary>The host by which others reach this process.</summary>
    public required string Host { get; init; }

    /// <summary>The local address to listen at.</summary>
    public string BindAddress { get; init; } = "0.0.0.0";

    /// <summary>Ports to try one after the other, as "6123" or "50100-50200,0"; 0 takes any free one.</summary>
    public string Ports { get; init; } = "0";

    /// <summary>The port that others use, where it is not the one that is listened at (behind a translation of addresses).</summary>
    public int? AdvertisedPort { get; init; }

    /// <summary>The largest message in bytes.</summary>
    public int MaxMessageBytes { get; init; } = 10 << 20;

    /// <summary>The most bytes that wait to be sent to one process. One that reads more slowly for so long is given up.</summary>
    public int MaxQueuedBytes { get; init; } = 128 << 20;

    /// <summary>How long making a connection may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A silent connection is asked for a sign of life after so long, and given up when none came in the same time; a second at least.</summary>
    public TimeSpan KeepAlive { get; init; } = ClusterOptions.HeartbeatTimeout.DefaultValue / 2;

    /// <summary>Certificates of both directions; null for plain text.</summary>
    public InternalTls? Tls { get; init; }

    /// <summary>Further gRPC services at the same port.</summary>
    public IReadOnlyList<IGrpcService> Services { get; init; } = [];

    /// <summary>What the configuration says that is the same for every kind of process.</summary>
    /// <param name="configuration">Of the process.</param>
    /// <param name="host">The host by which others reach this process.</param>
    public static GrpcRpcOptions From(FlinkConfiguration configuration, string host) => new()
    {
        Host = host,
        MaxMessageBytes = (int)Math.Min(int.MaxValue / 2, configuration.Get(ClusterOptions.FrameSize).Bytes),
        ConnectTimeout = configuration.Get(ClusterOptions.AskTimeout),
        KeepAlive = KeepAliveFor(configuration.Get(ClusterOptions.HeartbeatTimeout)),
        Tls = InternalTls.From(configuration),
    };

    // A connection must not be given up before its peer: who waits longer for heartbeats bears an outage as long.
    private static TimeSpan KeepAliveFor(TimeSpan heartbeatTimeout) => TimeSpan.FromSeconds(Math.Clamp(heartbeatTimeout.TotalSeconds / 2, 1, MostKeepAliveSeconds));
}
