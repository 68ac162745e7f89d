using System.Net;
using System.Net.Sockets;

namespace Flink.Cluster.SlowTests.Harness;

/// <summary>A port of this process behind which another port is: what goes through can be cut.</summary>
public sealed class Proxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Socket> _sockets = [];
    private readonly int _target;
    private readonly Task _accepting;

    /// <summary>Listens from now on.</summary>
    /// <param name="target">The port behind it.</param>
    public Proxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Breaks all connections, as a network does that has lost them.</summary>
    /// <returns>How many sockets there were.</returns>
    public int Cut()
    {
        lock (_sockets)
        {
            foreach (var socket in _sockets)
            {
                // Without a time to linger it is reset, and not closed in order.
                socket.Close(0);
            }

            var count = _sockets.Count;
            _sockets.Clear();
            return count;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var caller = await _listener.AcceptSocketAsync(_end.Token);
                var target = new Socket(SocketType.Stream, ProtocolType.Tcp);
                lock (_sockets)
                {
                    _sockets.AddRange([caller, target]);
                }

                _ = ServeAsync(caller, target);
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the test.
        }
    }

    private async Task ServeAsync(Socket caller, Socket target)
    {
        try
        {
            await target.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            (caller.NoDelay, target.NoDelay) = (true, true);
            await using var one = new NetworkStream(caller, ownsSocket: true);
            await using var other = new NetworkStream(target, ownsSocket: true);
            await Task.WhenAny(one.CopyToAsync(other, _end.Token), other.CopyToAsync(one, _end.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side has gone, or both were cut: the other one sees its connection end.
        }
    }
}
