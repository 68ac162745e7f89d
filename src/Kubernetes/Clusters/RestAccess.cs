using System.Globalization;
using System.Net.Sockets;
using Flink.Kubernetes.Api;
using Flink.Kubernetes.Configuration;
using k8s;
using k8s.Models;

namespace Flink.Kubernetes.Clusters;

/// <summary>How this machine gets to a cluster's REST endpoint: by the service as it is exposed, else through the API server.</summary>
/// <param name="connection">The API.</param>
/// <param name="cluster">The cluster.</param>
/// <param name="addressType">Which address of nodes counts.</param>
internal sealed class RestAccess(KubernetesConnection connection, string cluster, NodeAddressType addressType) : IAsyncDisposable
{
    private const string Headless = "None";

    // An address that answers is near, or a router throws away what is sent there.
    private static readonly TimeSpan _connecting = TimeSpan.FromMilliseconds(700);

    // Nodes learn of a pod that is ready a little later.
    private static readonly TimeSpan _settling = TimeSpan.FromSeconds(3);

    private long? _readySince;
    private PortTunnel? _tunnel;

    // Of a port of every node; null before it was asked for, and empty where there is none.
    private string? _node;

    /// <summary>The address at which something listens, "host:port"; null when nothing does yet.</summary>
    /// <param name="service">The service.</param>
    /// <param name="pod">A pod that is to be reached; null when none is up.</param>
    /// <param name="cancellation">Stops looking.</param>
    public async Task<string?> FindAsync(V1Service service, V1Pod? pod, CancellationToken cancellation)
    {
        if (_tunnel is not null)
        {
            return _tunnel.Address;
        }

        var address = await AddressOfAsync(service, pod, cancellation).ConfigureAwait(false);
        var answer = address is null ? SocketError.HostUnreachable : await ConnectAsync(address, cancellation).ConfigureAwait(false);
        if (answer is SocketError.Success)
        {
            return address;
        }

        if (pod is null || !JobManagerWatch.IsReady(pod))
        {
            return null;
        }

        var now = TimeProvider.System.GetTimestamp();
        _readySince ??= now;
        return answer is SocketError.ConnectionRefused && TimeProvider.System.GetElapsedTime(_readySince.Value, now) < _settling
            ? null
            : (_tunnel = new PortTunnel(connection, FindPodAsync, PortOf(service))).Address;
    }

    /// <summary>What people may type into a browser that runs where the service is exposed.</summary>
    public async Task<string> DisplayAsync(V1Service service, string reached, CancellationToken cancellation) => _tunnel is null
        ? reached
        : await AddressOfAsync(service, null, cancellation).ConfigureAwait(false) is { } address && service.Spec.Type is "NodePort" or "LoadBalancer"
        ? address
        : $"{service.Metadata.Name}.{service.Metadata.NamespaceProperty}:{PortOf(service)}";

    public ValueTask DisposeAsync() => _tunnel?.DisposeAsync() ?? default;

    private static int PortOf(V1Service service) => service.Spec.Ports[0].Port;

    private static string Join(string host, int port) =>
        host.Contains(':', StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"[{host}]:{port}")
            : string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");

    private static async Task<SocketError> ConnectAsync(string address, CancellationToken cancellation)
    {
        var colon = address.LastIndexOf(':');
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_connecting);
        try
        {
            await socket.ConnectAsync(address[..colon].Trim('[', ']'), int.Parse(address.AsSpan(colon + 1), CultureInfo.InvariantCulture), patience.Token).ConfigureAwait(false);
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return SocketError.TimedOut;
        }
    }

    private async Task<string?> AddressOfAsync(V1Service service, V1Pod? pod, CancellationToken cancellation)
    {
        var port = service.Spec.Ports[0];
        switch (service.Spec.Type)
        {
            case "NodePort" when port.NodePort is { } nodePort:
                return await NodeAsync(cancellation).ConfigureAwait(false) is { } node ? Join(node, nodePort) : null;
            case "LoadBalancer":
                // Known some time after the service was made.
                var current = service.Status?.LoadBalancer?.Ingress is { Count: > 0 }
                    ? service
                    : await connection.Calls.BrieflyAsync(
                        token => connection.Client.CoreV1.ReadNamespacedServiceAsync(service.Metadata.Name, service.Metadata.NamespaceProperty, cancellationToken: token), cancellation).ConfigureAwait(false);
                return current.Status?.LoadBalancer?.Ingress is [var ingress, ..] ? Join(ingress.Ip ?? ingress.Hostname, port.Port) : null;
            default:
                return service.Spec.ClusterIP is { Length: > 0 } and not Headless ? Join(service.Spec.ClusterIP, port.Port)
                    : pod?.Status?.PodIP is { Length: > 0 } own ? Join(own, port.Port)
                    : null;
        }
    }

    // Asked once: whoever waits for a cluster looks twenty times a second.
    private async Task<string?> NodeAsync(CancellationToken cancellation) => (_node ??= await FindNodeAsync(cancellation).ConfigureAwait(false) ?? "") is { Length: > 0 } node ? node : null;

    private async Task<string?> FindNodeAsync(CancellationToken cancellation)
    {
        try
        {
            var nodes = await connection.Calls.BrieflyAsync(token => connection.Client.CoreV1.ListNodeAsync(limit: 10, cancellationToken: token), cancellation).ConfigureAwait(false);
            var type = addressType is NodeAddressType.ExternalIp ? "ExternalIP" : "InternalIP";
            return nodes.Items
                .Where(static node => node.Spec?.Unschedulable != true)
                .SelectMany(static node => node.Status?.Addresses ?? [])
                .FirstOrDefault(address => address.Type == type)?.Address;
        }
        catch (k8s.Autorest.HttpOperationException)
        {
            // Not everybody may see the nodes: the API server leads there too.
            return null;
        }
    }

    private async Task<string?> FindPodAsync(CancellationToken cancellation)
    {
        var pods = await connection.Client.CoreV1.ListNamespacedPodAsync(
            connection.Namespace,
            labelSelector: Pods.ObjectLabels.Selector(Pods.ObjectLabels.OfComponent(cluster, Pods.ObjectLabels.JobManager)),
            cancellationToken: cancellation).ConfigureAwait(false);
        return pods.Items.FirstOrDefault(static pod => pod.Metadata.DeletionTimestamp is null && JobManagerWatch.IsReady(pod))?.Metadata.Name;
    }
}
