using System.Net;
using Flink.Core;
using Flink.Core.Configuration;
using Flink.Rest.Cluster;
using Flink.Rest.Jobs;
using Flink.Rest.Metrics;
using Flink.Rest.Programs;
using Flink.Rest.Routing;
using Flink.Rest.TaskManagers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Flink.Rest;

/// <summary>The REST endpoint of a JobManager: Flink's REST API, version 1.</summary>
public sealed partial class RestServer : IAsyncDisposable
{
    // The one version of the API that there is.
    private const string Version = "/v1";

    private readonly WebApplication _app;
    private readonly ProgramStore _store;
    private readonly MetricStore _metrics;

    private RestServer(WebApplication app, ProgramStore store, MetricStore metrics, int port)
    {
        _app = app;
        _store = store;
        _metrics = metrics;
        Port = port;
    }

    /// <summary>The port that it listens at.</summary>
    public int Port { get; }

    /// <summary>Starts to listen at the first free port of <c>rest.bind-port</c>.</summary>
    /// <exception cref="FlinkException">None of the ports is free, or a certificate cannot be read.</exception>
    public static async Task<RestServer> StartAsync(RestServices services, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        var binding = RestBinding.From(services.Configuration);
        var logger = services.Loggers.CreateLogger<RestServer>();
        IOException? last = null;
        foreach (var port in binding.Ports)
        {
            var store = new ProgramStore(services.Configuration);
            var metrics = new MetricStore(services);
            var app = Build(services, binding, port, store, metrics);
            try
            {
                await app.StartAsync(cancellation).ConfigureAwait(false);
                var server = new RestServer(app, store, metrics, new Uri(app.Urls.First()).Port);
                LogListening(logger, binding.Address, server.Port);
                return server;
            }
            catch (IOException e)
            {
                last = e;
                await app.DisposeAsync().ConfigureAwait(false);
                metrics.Dispose();
            }
        }

        throw new FlinkException(
            $"The REST endpoint cannot listen at {binding.Address}, ports '{binding.PortText}': {last?.Message} Choose others with '{RestOptions.BindPort.Key}'.", last!);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _metrics.Dispose();
        _store.Dispose();
    }

    private static WebApplication Build(RestServices services, RestBinding binding, int port, ProgramStore store, MetricStore metrics)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.Replace(ServiceDescriptor.Singleton(services.Loggers));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => Configure(options, binding, port));
        if (binding.Tls is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        var app = builder.Build();
        var errors = new ErrorAnswers(services.Configuration.Get(WebOptions.AllowOrigin), services.Loggers.CreateLogger<RestServer>());
        app.Use((HttpContext context, RequestDelegate next) => errors.InvokeAsync(context, next));
        if (services.Configuration.Get(RestOptions.UrlPrefix).Trim('/') is { Length: > 0 } prefix)
        {
            app.UsePathBase($"/{prefix}");
        }

        app.UseRouting();
        Map(new RouteTable(Add), services, store);
        return app;

        void Add(string[] methods, string path, Func<RestRequest, Task> handler)
        {
            Task Handle(HttpContext context) => handler(new RestRequest(context, services, metrics));
            app.MapMethods(path, methods, Handle);
            app.MapMethods(Version + path, methods, Handle);
        }
    }

    private static void Map(RouteTable routes, RestServices services, ProgramStore store)
    {
        ClusterRoutes.Map(routes);
        ProbeRoutes.Map(routes);
        JobManagerRoutes.Map(routes);
        TaskManagerRoutes.Map(routes);
        JobRoutes.Map(routes);
        VertexRoutes.Map(routes);
        SubtaskRoutes.Map(routes);
        SubmitRoute.Map(routes);
        new ProgramRoutes(store).Map(routes, services.Configuration.Get(WebOptions.Submit));
    }

    private static void Configure(KestrelServerOptions options, RestBinding binding, int port)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = binding.MaxContentLength;
        options.Limits.KeepAliveTimeout = binding.IdlenessTimeout;
        if (IPAddress.TryParse(binding.Address, out var address))
        {
            options.Listen(address, port, Secure);
        }
        else if (binding.Address == "localhost")
        {
            // Both loopback addresses need a port of the same number, which a port that the system chooses is not.
            options.Listen(IPAddress.Loopback, port, Secure);
        }
        else
        {
            options.ListenAnyIP(port, Secure);
        }

        void Secure(ListenOptions listen)
        {
            if (binding.Tls is { } tls)
            {
                listen.UseHttps(tls.Apply);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The REST endpoint listens at {Address}:{Port}.")]
    private static partial void LogListening(ILogger logger, string address, int port);
}
