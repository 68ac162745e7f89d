using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Flink.Docker.SlowTests.Harness;

/// <summary>Between a driver and its engine: it counts what is asked, and can cut or silence the connections.</summary>
public sealed class EngineProxy : IDisposable
{
    private static readonly string[] _methods = ["GET ", "POST ", "PUT ", "DELETE ", "HEAD "];

    private readonly string _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<Socket, Socket> _connections = new();
    private readonly ConcurrentQueue<string> _calls = new();
    private volatile bool _isCut;
    private volatile HashSet<Socket> _silent = [];

    public EngineProxy(string target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>"METHOD /path" of every call so far, without versions, ids and questions.</summary>
    public IReadOnlyCollection<string> Calls => _calls;

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

            if (_isCut)
            {
                Reset(client);
                continue;
            }

            var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                server.Connect(new UnixDomainSocketEndPoint(_target));
            }
            catch (SocketException)
            {
                server.Dispose();
                client.Dispose();
                continue;
            }

            _connections[client] = server;
            _ = CarryAsync(client, server, client, counts: true);
            _ = CarryAsync(server, client, client, counts: false);
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

    private async Task CarryAsync(Socket from, Socket to, Socket connection, bool counts)
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                if (_silent.Contains(connection))
                {
                    continue;
                }

                if (counts)
                {
                    Count(Encoding.ASCII.GetString(buffer, 0, Math.Min(count, 2_000)));
                }

                await to.SendAsync(buffer.AsMemory(0, count));
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

    private void Count(string text)
    {
        if (Array.Exists(_methods, method => text.StartsWith(method, StringComparison.Ordinal)))
        {
            var words = text.Split('\n')[0].Split(' ');
            var parts = words[1].Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => !part.StartsWith("v1.", StringComparison.Ordinal)).ToList();
            var last = parts.Count > 1 && parts[^1] is "start" or "json" or "create" or "archive" or "logs" or "kill" ? "/" + parts[^1] : "";
            _calls.Enqueue($"{words[0]} {parts[0]}{last}");
        }
    }

    private sealed class Repair(EngineProxy proxy) : IDisposable
    {
        public void Dispose() => proxy._isCut = false;
    }
}
