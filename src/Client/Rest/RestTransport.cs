namespace Flink.Client.Rest;

/// <summary>Makes the connections of a client.</summary>
internal static class RestTransport
{
    public static SocketsHttpHandler Create(RestClientSettings settings)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = settings.ConnectionTimeout,
            AllowAutoRedirect = false,

            // A cluster's endpoint is reached directly: looking for a proxy costs a command tens of milliseconds.
            UseProxy = false,
        };
        if (settings.Tls is { } tls)
        {
            handler.SslOptions = tls.ToOptions();
        }

        return handler;
    }
}
