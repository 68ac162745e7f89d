using Flink.Core.Graph;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.ResourceManager;

/// <summary>The registration of a job's master at the ResourceManager.</summary>
internal sealed class MasterConnection(JobId job, EndpointAddress address, FencingToken token, Peer peer)
{
    public JobId Job => job;

    public EndpointAddress Address => address;

    public FencingToken Token => token;

    public Peer Peer => peer;
}
