namespace Flink.Runtime.Rpc;

/// <summary>One process's part of the control plane's transport: its endpoints, and connections to those of other processes.</summary>
/// <remarks>All members may be called from any thread.</remarks>
public interface IRpcSystem
{
    /// <summary>Where other processes reach this one ("host:port").</summary>
    string Address { get; }

    /// <summary>The clock of endpoints, of deadlines and of heartbeats.</summary>
    TimeProvider Clock { get; }

    /// <summary>Starts an endpoint. From now on others can connect to it under this process's address and its name.</summary>
    /// <exception cref="InvalidOperationException">The process has an endpoint of that name.</exception>
    void Register(RpcEndpoint endpoint);

    /// <summary>Stops an endpoint: what it was sent before is handled, then it may do its last things, then its peers see it closed.</summary>
    /// <returns>Completes when it has ended; at once when it is not registered.</returns>
    Task UnregisterAsync(RpcEndpoint endpoint);

    /// <summary>Connects to an endpoint, of this process or of another.</summary>
    /// <param name="target">Whom to reach.</param>
    /// <param name="token">The term in which it is expected to lead; <see cref="FencingToken.None"/> for one without fencing.</param>
    /// <param name="sender">The endpoint of this process in whose name messages are sent; empty for none.</param>
    /// <returns>At once; whether it works is seen from the answers and from <see cref="Peer.Closed"/>.</returns>
    Peer Connect(EndpointAddress target, FencingToken token, string sender = "");
}
