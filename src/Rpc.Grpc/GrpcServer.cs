using System.Net;
using System.Net.Sockets;
using Flink.Core;
using Flink.Core.Configuration;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Flink.Rpc.Grpc;

/// <summary>Kestrel with no more around it than gRPC needs.</summary>
internal static class GrpcServer
{
    private const int WindowBytes = 1 << 20;

    private static readonly object Secured = new();

    /// <summary>Takes the first free port, so that the address is known before the server is built.</summary>
    public static Socket Bind(GrpcRpcOptions options)
    {
        if (!IPAddress.TryParse(options.BindAddress, out var address))
        {
            address = Dns.GetHostAddresses(options.BindAddress).FirstOrDefault()
                ?? throw new ConfigurationException($"The address to listen at, '{options.BindAddress}', is none of this machine.");
        }

        SocketException? last = null;
        foreach (var port in PortRangeText.Ports(options.Ports))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(address, port));
                return socket;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
        }

        throw new FlinkException(
            $"No port of {options.Ports} can be listened at on {options.BindAddress} ({last?.Message}): "
            + "end what holds it, or set jobmanager.rpc.port or taskmanager.rpc.port to another.",
            last!);
    }

    /// <summary>The server of a port.</summary>
    /// <param name="rpc">Takes the streams.</param>
    /// <param name="socket">What <see cref="Bind"/> has returned.</param>
    /// <param name="first">A connection that was accepted before there was a server; null for none.</param>
    /// <param name="method">The one method.</param>
    /// <param name="options">How it takes part.</param>
    /// <param name="loggers">Gets what happens to connections.</param>
    public static WebApplication Build(GrpcRpc rpc, Socket socket, Socket? first, Method<Packet, Packet> method, GrpcRpcOptions options, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        if (options.Tls is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.Services.AddSingleton(loggers);
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = options.MaxMessageBytes);
        builder.Services.AddSingleton(new LinkService(rpc));
        builder.Services.AddSingleton<IServiceMethodProvider<LinkService>>(new LinkService.Methods(method));
        builder.Services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = _ => socket);
        if (first is not null)
        {
            // The last one is asked first.
            builder.Services.AddSingleton<IConnectionListenerFactory>(services => new EarlyConnection(
                first, new SocketTransportFactory(services.GetRequiredService<IOptions<SocketTransportOptions>>(), loggers), loggers));
        }

        builder.Services.Configure<KestrelServerOptions>(kestrel => Configure(kestrel, socket, options, loggers.CreateLogger<GrpcRpc>()));
        foreach (var service in options.Services)
        {
            service.AddTo(builder.Services);
        }

        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<LinkService>();
        foreach (var service in options.Services)
        {
            service.MapTo(app);
        }

        return app;
    }

    private static void Configure(KestrelServerOptions kestrel, Socket socket, GrpcRpcOptions options, ILogger logger)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.KeepAlivePingDelay = options.KeepAlive;
        kestrel.Limits.Http2.KeepAlivePingTimeout = options.KeepAlive;
        kestrel.Limits.Http2.InitialConnectionWindowSize = WindowBytes;
        kestrel.Limits.Http2.InitialStreamWindowSize = WindowBytes;
        kestrel.Listen((IPEndPoint)socket.LocalEndPoint!, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (options.Tls is { } tls)
            {
                ReportStrangers(listen, logger);
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = tls.Certificate;
                    https.ClientCertificateMode = Microsoft.AspNetCore.Server.Kestrel.Https.ClientCertificateMode.RequireCertificate;
                    https.ClientCertificateValidation = (certificate, _, _) => tls.Accepts(certificate);
                    https.SslProtocols = tls.Protocols;
                    https.OnAuthenticate = (_, authentication) => authentication.CipherSuitesPolicy = tls.CipherSuites;
                });
                listen.Use(static next => connection =>
                {
                    connection.Items[Secured] = true;
                    return next(connection);
                });
            }
        });
    }

    // What encrypts keeps its refusals to itself; this is around it and sees who never came through.
    private static void ReportStrangers(ListenOptions listen, ILogger logger) => listen.Use(next => async connection =>
    {
        await next(connection).ConfigureAwait(false);
        if (!connection.Items.ContainsKey(Secured))
        {
            GrpcLog.Refused(
                logger,
                connection.RemoteEndPoint?.ToString() ?? "somebody",
                "it does not encrypt, or showed no certificate that is trusted here. If it belongs to this cluster, give it the same security.ssl.internal.* as this process");
        }
    });
}
