using Flink.Core.Configuration;

namespace Flink.Client.Rest;

/// <summary>Where a cluster's REST endpoint is, and how patient to be with it.</summary>
public sealed record RestClientSettings
{
    /// <summary>Scheme, host, port, and a path where there is one; ends in a slash.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>Looks up which endpoint is the leading JobManager's by now; null where there is only the one at <see cref="BaseAddress"/>.</summary>
    /// <value>Asked when the endpoint does not answer or does not lead; its answer is null while nobody is known to lead.</value>
    public Func<CancellationToken, Task<Uri?>>? FindLeader { get; init; }

    /// <summary>A request that takes longer looks up, this often, whether another JobManager leads by now; only where <see cref="FindLeader"/> is set.</summary>
    public TimeSpan LeaderLookInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = ClientOptions.Timeout.DefaultValue;

    /// <summary>How long connecting may take.</summary>
    public TimeSpan ConnectionTimeout { get; init; } = RestOptions.ConnectionTimeout.DefaultValue;

    /// <summary>Attempts after the first.</summary>
    public int RetryAttempts { get; init; } = RestOptions.RetryAttempts.DefaultValue;

    /// <summary>Pause between two attempts.</summary>
    public TimeSpan RetryDelay { get; init; } = RestOptions.RetryDelay.DefaultValue;

    /// <summary>The longest pause between two looks at whether a job has ended.</summary>
    public TimeSpan PollPause { get; init; } = ClientOptions.RetryPeriod.DefaultValue;

    /// <summary>Time between two signs of life to a job that needs this client.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = ClientOptions.HeartbeatInterval.DefaultValue;

    /// <summary>A job that needs this client is cancelled when it has heard nothing for so long.</summary>
    public TimeSpan HeartbeatTimeout { get; init; } = ClientOptions.HeartbeatTimeout.DefaultValue;

    /// <summary>Bytes of the largest answer.</summary>
    public int MaxContentLength { get; init; } = RestOptions.ClientMaxContentLength.DefaultValue;

    /// <summary>How the endpoint proves who it is; null without TLS.</summary>
    public RestClientTls? Tls { get; init; }

    /// <summary>Reads the options; <c>rest.address</c> is <c>localhost</c> where nothing is configured.</summary>
    /// <exception cref="ConfigurationException">A value is not valid, or a certificate cannot be read.</exception>
    public static RestClientSettings From(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var tls = RestClientTls.From(configuration);
        var host = configuration.TryGet(RestOptions.Address, out var address) ? address : "localhost";
        var path = configuration.TryGet(RestOptions.Path, out var prefix) ? prefix.Trim('/') + "/" : "";
        return new RestClientSettings
        {
            BaseAddress = new UriBuilder(tls is null ? "http" : "https", host, configuration.Get(RestOptions.Port), path.Length == 1 ? "" : path).Uri,
            Timeout = configuration.Get(ClientOptions.Timeout),
            ConnectionTimeout = configuration.Get(RestOptions.ConnectionTimeout),
            RetryAttempts = configuration.Get(RestOptions.RetryAttempts),
            RetryDelay = configuration.Get(RestOptions.RetryDelay),
            PollPause = configuration.Get(ClientOptions.RetryPeriod),
            HeartbeatInterval = configuration.Get(ClientOptions.HeartbeatInterval),
            HeartbeatTimeout = configuration.Get(ClientOptions.HeartbeatTimeout),
            MaxContentLength = configuration.Get(RestOptions.ClientMaxContentLength),
            Tls = tls,
        };
    }
}
