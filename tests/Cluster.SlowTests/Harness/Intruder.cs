using System.Net;
using System.Net.Sockets;

namespace Flink.Cluster.SlowTests.Harness;

/// <summary>Connections of somebody who has no business here.</summary>
public sealed class Intruder(int seed) : IDisposable
{
    private readonly Random _random = new(seed);
    private readonly List<Socket> _held = [];

    /// <summary>Connects, sends something, and waits until the other side has had enough of it or a little has passed.</summary>
    public async Task SendAsync(int port, ReadOnlyMemory<byte> opening, int randomBytes)
    {
        using var socket = await ConnectAsync(port);
        var bytes = new byte[randomBytes];
        _random.NextBytes(bytes);
        try
        {
            await socket.SendAsync(opening);
            await socket.SendAsync(bytes);
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
            while (await socket.ReceiveAsync(bytes, patience.Token) > 0)
            {
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // Cut off, or still listened to: both are fine.
        }
    }

    /// <summary>Connects and keeps the connection, with no more than a few bytes on it.</summary>
    public async Task HoldAsync(int port, ReadOnlyMemory<byte> opening)
    {
        var socket = await ConnectAsync(port);
        _held.Add(socket);
        try
        {
            await socket.SendAsync(opening);
        }
        catch (SocketException)
        {
            // Turned away at once.
        }
    }

    public void Dispose() => _held.ForEach(static socket => socket.Dispose());

    private static async Task<Socket> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Waiting.Patience);
        return socket;
    }
}
