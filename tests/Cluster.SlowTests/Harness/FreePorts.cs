using System.Net;
using System.Net.Sockets;

namespace Flink.Cluster.SlowTests.Harness;

/// <summary>Ports that must be known before somebody listens at them.</summary>
public static class FreePorts
{
    // Below what systems give to those who ask for any port, so that nobody gets one of them by chance between two uses.
    private const int First = 15_000;
    private const int Count = 15_000;

    private static int _next = Environment.ProcessId * 50 % Count;

    /// <summary>A port that nobody listens at, and that no other test of this process gets.</summary>
    public static int Take()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref _next) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // The next one, then.
            }
        }
    }
}
