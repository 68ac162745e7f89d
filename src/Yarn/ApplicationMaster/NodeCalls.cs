using System.Net;
using Flink.Core;
using Flink.Yarn.Rpc;
using Flink.Yarn.Rpc.Messages;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>Calls to the NodeManagers of an attempt's containers, each with the token that YARN has given for it.</summary>
/// <remarks>Safe for concurrent use. Connections are made for a few calls and closed: machines are many, and calls to one of them seldom.</remarks>
internal sealed class NodeCalls(Attempt attempt, TimeProvider clock)
{
    private const string Protocol = "org.apache.hadoop.yarn.api.ContainerManagementProtocolPB";
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    // A NodeManager that was started anew takes calls after a moment.
    private static readonly TimeSpan _startPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Starts a container; what becomes of it afterwards, its files included, YARN tells.</summary>
    /// <exception cref="FlinkException">It was not started.</exception>
    public async Task StartAsync(Container container, LaunchContext context, CancellationToken cancellation)
    {
        using var rpc = Open(container.NodeId) ?? throw new FlinkException("YARN has given no token for the machine");
        var request = new StartContainersRequest { Requests = { new StartContainerRequest { LaunchContext = context, ContainerToken = container.ContainerToken } } };
        var begin = clock.GetTimestamp();
        while (true)
        {
            try
            {
                var response = await rpc.CallAsync("startContainers", request, StartContainersResponse.Parser, cancellation).ConfigureAwait(false);
                if (response.Failed is [var failed, ..] && !WasStartedBefore(failed.Exception))
                {
                    throw new FlinkException(failed.Exception?.Message?.Split('\n')[0] ?? "its NodeManager does not say why");
                }

                return;
            }
            catch (FlinkException e) when (IsTransient(e) && clock.GetElapsedTime(begin) < _startPatience)
            {
                await Task.Delay(_pause, clock, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What a machine says of its containers; those are missing that it does not know. Null when it does not answer, or may not be asked.</summary>
    public async Task<IReadOnlyDictionary<string, ContainerStatus>?> FindAsync(NodeId node, IEnumerable<ContainerId> containers, CancellationToken cancellation)
    {
        using var rpc = Open(node);
        if (rpc is null)
        {
            return null;
        }

        try
        {
            var request = new ContainerStatusesRequest { Containers = { containers } };
            var response = await rpc.CallAsync("getContainerStatuses", request, ContainerStatusesResponse.Parser, cancellation).ConfigureAwait(false);
            return response.Statuses.ToDictionary(static status => YarnIds.Of(status.ContainerId), StringComparer.Ordinal);
        }
        catch (FlinkException)
        {
            // A machine that is away says nothing; YARN will.
            return null;
        }
    }

    private static bool IsTransient(FlinkException e) => e is RpcUnreachableException || (e is RpcRemoteException remote && remote.Is("NMNotYetReadyException"));

    // An answer was lost.
    private static bool WasStartedBefore(RemoteError? error) => error?.Message?.Contains("relaunch the same container", StringComparison.Ordinal) == true;

    private RpcClient? Open(NodeId node) => attempt.TokenOf(node) is { } token
        ? new RpcClient([new DnsEndPoint(node.Host, node.Port)], Protocol, () => token, _patience, clock)
        : null;
}
