using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Flink.Docker.SlowTests.Harness;

/// <summary>Between a driver and its service: it can cut or silence the connections.</summary>
public sealed class ServiceProxy : IDisposable
{
    private readonly EndPoint _target;
    private readonly Action<ReadOnlyMemory<byte>>? _asked;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Socket, Socket> _connections = new();
    private volatile bool _isCut;
    private volatile HashSet<Socket> _silent = [];

    /// <summary>Listens from now on.</summary>
    /// <param name="target">The service.</param>
    /// <param name="asked">Gets what clients send, as it comes, before the service does; on several threads.</param>
    public ServiceProxy(EndPoint target, Action<ReadOnlyMemory<byte>>? asked = null)
    {
        _target = target;
        _asked = asked;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends all connections, and refuses new ones until disposal.</summary>
    public IDisposable Cut()
    {
        _isCut = true;
        foreach (var (client, server) in _connections)
        {
            _connections.TryRemove(client, out _);
            Reset(client);
            server.Dispose();
        }

        return new Repair(this);
    }

    /// <summary>The connections that are open now carry nothing any more, and stay open.</summary>
    public void Silence() => _silent = [.. _connections.Keys];

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
        Cut();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_end.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            var server = _target is UnixDomainSocketEndPoint
                ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                if (_isCut)
                {
                    throw new SocketException((int)SocketError.ConnectionReset);
                }

                await server.ConnectAsync(_target, _end.Token);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                server.Dispose();
                Reset(client);
                continue;
            }

            _connections[client] = server;
            if (_isCut)
            {
                // Cut while it was being made: whoever cut may not have seen it.
                _connections.TryRemove(client, out _);
                Reset(client);
                server.Dispose();
                continue;
            }

            _ = CarryAsync(client, server, client, _asked);
            _ = CarryAsync(server, client, client, null);
        }
    }

    // As a machine that is switched off does: without a farewell.
    private static void Reset(Socket client)
    {
        try
        {
            client.LingerState = new LingerOption(true, 0);
            client.Dispose();
        }
        catch (ObjectDisposedException)
        {
            // Its peer was faster.
        }
    }

    private async Task CarryAsync(Socket from, Socket to, Socket connection, Action<ReadOnlyMemory<byte>>? seen)
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                if (!_silent.Contains(connection))
                {
                    seen?.Invoke(buffer.AsMemory(0, count));
                    await to.SendAsync(buffer.AsMemory(0, count));
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            _connections.TryRemove(connection, out _);
            from.Dispose();
            to.Dispose();
        }
    }

    private sealed class Repair(ServiceProxy proxy) : IDisposable
    {
        public void Dispose() => proxy._isCut = false;
    }
}
