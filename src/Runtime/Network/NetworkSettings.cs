using Flink.Runtime.Security;

namespace Flink.Runtime.Network;

/// <summary>How a worker exchanges records with others.</summary>
public sealed record NetworkSettings
{
    /// <summary>Address to listen at; an empty one stands for all of the machine's.</summary>
    public string BindHost { get; init; } = "";

    /// <summary>First port to listen at (<c>taskmanager.data.bind-port</c>); 0 lets the system choose.</summary>
    public int BindPort { get; init; }

    /// <summary>Last port to try, where that is a range.</summary>
    public int LastBindPort { get; init; }

    /// <summary>Whether batches are compressed with LZ4: for networks that are slower than a core, about 2 GB/s.</summary>
    public bool Compresses { get; init; }

    /// <summary>Encryption and identity (<c>security.ssl.internal.*</c>, <c>taskmanager.data.ssl.enabled</c>); null for neither.</summary>
    public InternalTls? Tls { get; init; }

    /// <summary>How long connecting to another worker may take until both have said who they are.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a channel that another worker opens waits for the task that shall read it.</summary>
    public TimeSpan OpenTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of buffers that are kept for later when no channel needs them.</summary>
    public long MostIdleBytes { get; init; } = 16L << 20;
}
