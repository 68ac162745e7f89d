using Flink.Core.Configuration;
using Flink.Runtime.Security;

namespace Flink.Runtime.Network;

/// <summary>How a worker exchanges records with others.</summary>
public sealed record NetworkSettings
{
    /// <summary>Address to listen at; an empty one stands for all of the machine's.</summary>
    public string BindHost { get; init; } = "";

    /// <summary>Ports to try one after the other (<c>taskmanager.data.bind-port</c>), as <see cref="PortRangeText"/> has them.</summary>
    public string BindPorts { get; init; } = "0";

    /// <summary>The port that others use (<c>taskmanager.data.port</c>), where it is not the one that is listened at (behind a translation of addresses).</summary>
    public int? AdvertisedPort { get; init; }

    /// <summary>Whether batches are compressed with LZ4: for networks that are slower than a core, about 2 GB/s.</summary>
    public bool Compresses { get; init; }

    /// <summary>Encryption and identity (<c>security.ssl.internal.*</c>, <c>taskmanager.data.ssl.enabled</c>); null for neither.</summary>
    public InternalTls? Tls { get; init; }

    /// <summary>How long connecting to another worker may take until both have said who they are.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long another worker may be silent (<c>heartbeat.timeout</c>) before the connection with it, and with that each channel on it, is given up.</summary>
    public TimeSpan SilenceTimeout { get; init; } = ClusterOptions.HeartbeatTimeout.DefaultValue;

    /// <summary>How long a channel that another worker opens waits for the task that shall read it.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of buffers that are kept for later when no channel needs them.</summary>
    public long MostIdleBytes { get; init; } = 16L << 20;
}
