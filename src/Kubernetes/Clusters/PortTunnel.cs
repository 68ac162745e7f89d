using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Flink.Kubernetes.Api;
using k8s;

namespace Flink.Kubernetes.Clusters;

/// <summary>A port of this machine that leads to one of a pod through the API server, as <c>kubectl port-forward</c> does: for whoever reaches the API and nothing else.</summary>
internal sealed class PortTunnel : IAsyncDisposable
{
    private const string Protocol = "v4.channel.k8s.io";

    // Data of the first port; its errors are on the next one.
    private const byte DataChannel = 0;
    private const int PortBytes = 2;
    private const int Part = 32 << 10;

    private readonly KubernetesConnection _connection;
    private readonly Func<CancellationToken, Task<string?>> _findPod;
    private readonly int _port;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepts;

    /// <param name="connection">The API.</param>
    /// <param name="findPod">The pod that a new connection goes to; null when there is none by now.</param>
    /// <param name="port">Its port.</param>
    public PortTunnel(KubernetesConnection connection, Func<CancellationToken, Task<string?>> findPod, int port)
    {
        _connection = connection;
        _findPod = findPod;
        _port = port;
        _listener.Start();
        _accepts = AcceptAsync();
    }

    /// <summary>"127.0.0.1:port".</summary>
    public string Address => ((IPEndPoint)_listener.LocalEndpoint).ToString();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        await _accepts.ConfigureAwait(false);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> open = [];
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token).ConfigureAwait(false);
                open.RemoveAll(static one => one.IsCompleted);
                open.Add(LeadAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Nobody needs it any more.
        }

        await Task.WhenAll(open).ConfigureAwait(false);
    }

    private async Task LeadAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                if (await _findPod(_end.Token).ConfigureAwait(false) is not { } pod)
                {
                    return;
                }

                using var socket = await _connection.Client.WebSocketNamespacedPodPortForwardAsync(
                    name: pod, @namespace: _connection.Namespace, ports: [_port], webSocketSubProtocol: Protocol, cancellationToken: _end.Token).ConfigureAwait(false);
                await using var near = client.GetStream();

                // Whichever side ends, the connection is over: HTTP needs no half of one.
                using var end = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
                Task[] both = [SendAsync(near, socket, end.Token), ReceiveAsync(socket, near, end.Token)];
                await Task.WhenAny(both).ConfigureAwait(false);
                await end.CancelAsync().ConfigureAwait(false);
                await Task.WhenAll(both).ConfigureAwait(false);
            }
            catch (Exception e) when (e is WebSocketException or IOException or SocketException or OperationCanceledException or ObjectDisposedException
                or HttpRequestException or k8s.Autorest.HttpOperationException or TimeoutException)
            {
                // The caller sees a connection that is cut, and tries again or says so.
            }
        }
    }

    // A message is the channel's number and bytes for it.
    private static async Task SendAsync(NetworkStream near, WebSocket far, CancellationToken cancellation)
    {
        var buffer = new byte[1 + Part];
        buffer[0] = DataChannel;
        while (await near.ReadAsync(buffer.AsMemory(1), cancellation).ConfigureAwait(false) is > 0 and var count)
        {
            await far.SendAsync(buffer.AsMemory(0, 1 + count), WebSocketMessageType.Binary, endOfMessage: true, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task ReceiveAsync(WebSocket far, NetworkStream near, CancellationToken cancellation)
    {
        var buffer = new byte[Part];
        var (isFirst, isData, hasPort) = (true, false, false);
        while (await far.ReceiveAsync(buffer.AsMemory(), cancellation).ConfigureAwait(false) is { MessageType: not WebSocketMessageType.Close } part)
        {
            if (part.Count > 0)
            {
                isData = isFirst ? buffer[0] == DataChannel : isData;
                var bytes = buffer.AsMemory(isFirst ? 1 : 0, part.Count - (isFirst ? 1 : 0));
                isFirst = false;

                // The first message of each channel repeats the port.
                if (isData && hasPort)
                {
                    await near.WriteAsync(bytes, cancellation).ConfigureAwait(false);
                }
                else if (!isData && bytes.Length > PortBytes)
                {
                    // The pod does not listen, or is gone.
                    return;
                }
            }

            if (part.EndOfMessage)
            {
                hasPort |= isData;
                isFirst = true;
            }
        }
    }
}
