using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Flink.Yarn.SlowTests.Harness;

/// <summary>Between a driver and a ResourceManager; can cut the connections.</summary>
public sealed class PortProxy : IDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Socket, Socket> _connections = new();
    private volatile bool _isCut;

    public PortProxy(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Ends all connections, and refuses new ones until disposal.</summary>
    public IDisposable Cut()
    {
        _isCut = true;
        foreach (var (client, server) in _connections)
        {
            Close(client, server);
        }

        return new Repair(this);
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
        Cut();
        _end.Dispose();
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // Its peer was faster.
        }
    }

    private void Close(Socket client, Socket server)
    {
        if (_connections.TryRemove(client, out _))
        {
            Reset(client);
            server.Dispose();
        }
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

            var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await server.ConnectAsync(_host, _port);
            }
            catch (SocketException)
            {
                Reset(client);
                continue;
            }

            _connections[client] = server;
            if (_isCut)
            {
                Close(client, server);
                continue;
            }

            _ = PumpAsync(client, server, client, server);
            _ = PumpAsync(server, client, client, server);
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Socket client, Socket server)
    {
        var buffer = new byte[32 << 10];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
            {
                await to.SendAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut, or one side is gone: so is the other then.
        }

        Close(client, server);
    }

    private sealed class Repair(PortProxy proxy) : IDisposable
    {
        public void Dispose() => proxy._isCut = false;
    }
}
