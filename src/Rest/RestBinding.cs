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

    /// <summary>The ports to try, in order.</summary>
    public IEnumerable<int> Ports => PortRangeText.Ports(PortText);

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
