using System.Globalization;
using Flink.Core.Configuration;

namespace Flink.Rest;

/// <summary>Where and how the endpoint listens.</summary>
internal sealed record RestBinding
{
    public required string Address { get; init; }

    public required string PortText { get; init; }

    public required long MaxContentLength { get; init; }

    public required TimeSpan IdlenessTimeout { get; init; }

    /// <summary>Null without TLS.</summary>
    public RestTls? Tls { get; init; }

    /// <summary>The ports to try, in order: <c>8081</c>, <c>8081-8090</c>, <c>8081,9000-9010</c>.</summary>
    public IEnumerable<int> Ports
    {
        get
        {
            foreach (var part in PortText.Split(',', StringSplitOptions.TrimEntries))
            {
                var bounds = part.Split('-', StringSplitOptions.TrimEntries);
                var last = int.Parse(bounds[^1], CultureInfo.InvariantCulture);
                for (var port = int.Parse(bounds[0], CultureInfo.InvariantCulture); port <= last; port++)
                {
                    yield return port;
                }
            }
        }
    }

    public static RestBinding From(FlinkConfiguration configuration) => new()
    {
        // Flink binds to every address unless told otherwise; its shipped configuration says localhost, and so does ours without one.
        Address = configuration.TryGet(RestOptions.BindAddress, out var address) ? address : "localhost",
        PortText = configuration.Get(RestOptions.BindPort),
        MaxContentLength = configuration.Get(RestOptions.ServerMaxContentLength),
        IdlenessTimeout = configuration.Get(RestOptions.IdlenessTimeout),
        Tls = RestTls.From(configuration),
    };
}
