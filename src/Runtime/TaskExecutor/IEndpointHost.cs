using Flink.Runtime.Rpc;
using Microsoft.Extensions.Logging;

namespace Flink.Runtime.TaskExecutor;

/// <summary>What parts of an endpoint ask of it.</summary>
internal interface IEndpointHost
{
    TimeProvider Clock { get; }

    ILogger Logger { get; }

    /// <summary>Connects in the endpoint's name.</summary>
    /// <param name="target">Whom to reach.</param>
    /// <param name="token">The term in which it is expected to lead.</param>
    /// <param name="closed">Runs in the endpoint when that one cannot be reached any more.</param>
    Peer Connect(EndpointAddress target, FencingToken token, Action<Peer, RpcException> closed);

    /// <summary>Runs something later in the endpoint.</summary>
    IDisposable After(TimeSpan delay, Action action);
}
