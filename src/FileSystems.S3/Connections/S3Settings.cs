using System.Net;
using Flink.Core;
using Flink.Core.Configuration;

namespace Flink.FileSystems.S3.Connections;

/// <summary>What a process needs to know of the service; holds secrets, so it has no text form.</summary>
internal sealed class S3Settings
{
    private S3Settings()
    {
    }

    /// <summary>The service; null for Amazon's.</summary>
    public required Uri? Endpoint { get; init; }

    public required string? Region { get; init; }

    public required (string AccessKey, string SecretKey, string? SessionToken)? Keys { get; init; }

    public required bool PathStyle { get; init; }

    public required int MaxConnections { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required int Attempts { get; init; }

    public required int PartSize { get; init; }

    public required int MaxUploads { get; init; }

    /// <summary>The service as people know it.</summary>
    public string Service => Endpoint?.GetLeftPart(UriPartial.Authority) ?? $"Amazon S3{(Region is null ? "" : $" in {Region}")}";

    /// <exception cref="FlinkException">A value is wrong, or belongs to an option that there is not; names it.</exception>
    public static S3Settings From(FlinkConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        RefuseUnknown(configuration);
        var endpoint = configuration.TryGet(S3Options.Endpoint, out var text) ? ParseEndpoint(text) : null;
        return new S3Settings
        {
            Endpoint = endpoint,
            Region = configuration.TryGet(S3Options.Region, out var region) ? region : null,
            Keys = KeysFrom(configuration),
            PathStyle = configuration.Get(S3Options.PathStyle, endpoint is not null && (endpoint.IsLoopback || IPAddress.TryParse(endpoint.IdnHost, out _))),
            MaxConnections = configuration.Get(S3Options.MaxConnections),
            Timeout = configuration.Get(S3Options.Timeout),
            Attempts = configuration.Get(S3Options.Attempts),
            PartSize = (int)configuration.Get(S3Options.PartSize).Bytes,
            MaxUploads = configuration.Get(S3Options.MaxUploads),
        };
    }

    private static (string AccessKey, string SecretKey, string? SessionToken)? KeysFrom(FlinkConfiguration configuration)
    {
        var hasAccess = configuration.TryGet(S3Options.AccessKey, out var access);
        var hasSecret = configuration.TryGet(S3Options.SecretKey, out var secret);
        var hasToken = configuration.TryGet(S3Options.SessionToken, out var token);
        if (hasAccess && hasSecret)
        {
            return (access!, secret!, token);
        }

        return hasAccess || hasSecret || hasToken
            ? throw new FlinkException(
                $"'{(hasAccess ? S3Options.SecretKey.Key : S3Options.AccessKey.Key)}' is missing: set both '{S3Options.AccessKey.Key}' and '{S3Options.SecretKey.Key}', or none of them and no '{S3Options.SessionToken.Key}', so that the environment's credentials count.")
            : null;
    }

    private static Uri ParseEndpoint(string text)
    {
        var full = text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}";
        return Uri.TryCreate(full, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { UserInfo: "", Query: "", Fragment: "" }
            ? uri
            : throw new FlinkException($"'{S3Options.Endpoint.Key}: {text}' is no address of a service: write http://host:port or https://host.");
    }

    // What is not known here would be accepted and have no effect, which is worse than an error.
    private static void RefuseUnknown(FlinkConfiguration configuration)
    {
        var unknown = configuration.UnreadKeys(S3Options.Prefix, S3Options.All).ToList();
        if (unknown.Count > 0)
        {
            throw new FlinkException(
                $"There is no option '{string.Join("', '", unknown)}' of the S3 file system. There are: {string.Join(", ", S3Options.All.Select(static option => option.Key))}.");
        }
    }
}
