using System.Net;
using System.Net.Sockets;

namespace Flink.Streaming.Tests.Harness;

/// <summary>A port that refuses connections: it is taken, so that nobody else gets it meanwhile, and nobody listens.</summary>
internal sealed class TakenPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public TakenPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public void Dispose() => _socket.Dispose();
}
