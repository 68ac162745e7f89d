using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Rpc;

/// <summary>The transport of a cluster inside one process: messages are handed over as objects, nothing is serialized.</summary>
/// <param name="scheduler">Runs the endpoints.</param>
/// <param name="name">What stands for the process in addresses.</param>
public sealed class InProcessRpc(IScheduler scheduler, string name = "local") : RpcSystem(scheduler, name)
{
    /// <inheritdoc/>
    protected override Peer ConnectRemote(EndpointAddress target, FencingToken token, EndpointAddress sender) =>
        new LocalPeer(target, token, sender, endpoint: null, Clock);
}
