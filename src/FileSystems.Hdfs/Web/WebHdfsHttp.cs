using System.Net.Sockets;
using Flink.FileSystems.Hdfs.Configuration;

namespace Flink.FileSystems.Hdfs.Web;

/// <summary>Connections to NameNodes and DataNodes. Calls block, and give up when a server says nothing for the configured time.</summary>
internal static class WebHdfsHttp
{
    private static readonly TimeSpan _defaultTimeout = TimeSpan.FromMinutes(1);

    public static HttpClient NewClient(HadoopConfiguration hadoop)
    {
        var silence = hadoop.GetTime("dfs.webhdfs.socket.read-timeout", _defaultTimeout);
        var handler = new SocketsHttpHandler
        {
            // A body must not go to the NameNode, and what is redirected is decided call by call.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = hadoop.GetTime("dfs.webhdfs.socket.connect-timeout", _defaultTimeout),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = (context, cancellation) => ConnectAsync(context, silence, cancellation),
        };

        // Time-outs of the socket see a server that falls silent while a body is under way; this one sees the rest.
        return new HttpClient(handler) { Timeout = 2 * silence };
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, TimeSpan silence, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = (int)silence.TotalMilliseconds,
            SendTimeout = (int)silence.TotalMilliseconds,
        };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
