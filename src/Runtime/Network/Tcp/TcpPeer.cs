using Flink.Runtime.Network.Remote;

namespace Flink.Runtime.Network.Tcp;

/// <summary>What is known of the connection to one other worker; guarded by the network's lock.</summary>
/// <param name="link">Its channels.</param>
internal sealed class TcpPeer(PeerLink link)
{
    /// <summary>Its channels.</summary>
    public PeerLink Link => link;

    /// <summary>The connection; null while it is being made.</summary>
    public Transport? Transport { get; set; }

    /// <summary>Which life of the other worker it is, once that has said so.</summary>
    public ulong Incarnation { get; set; }
}
