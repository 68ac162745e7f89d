using Flink.Core.Configuration;

namespace Flink.FileSystems.S3.Connections;

/// <summary>Options of the S3 file system, in the names that Apache Flink's have.</summary>
public static class S3Options
{
    /// <summary>What all their keys begin with.</summary>
    public const string Prefix = "s3.";

    /// <summary>The service.</summary>
    public static ConfigOption<string> Endpoint { get; } = ConfigOption.String(
        "s3.endpoint", "URL of the service, `http://host:port` or `https://host`; a name without a scheme means https. Without it Amazon's in the region.").Supported();

    /// <summary>The region that requests are signed for.</summary>
    public static ConfigOption<string> Region { get; } = ConfigOption.String(
        "s3.endpoint.region", "The region. Without it the environment's (`AWS_REGION`, the profile), and with an endpoint of one's own `us-east-1`.").FallsBackTo("s3.region").Supported();

    /// <summary>Who asks.</summary>
    public static ConfigOption<string> AccessKey { get; } = ConfigOption.String(
        "s3.access-key", "The access key. Without it credentials are looked for in the environment, the profile (`AWS_PROFILE`), a web identity, and the machine's role.").FallsBackTo("s3.access.key").Supported();

    /// <summary>What requests are signed with.</summary>
    public static ConfigOption<string> SecretKey { get; } = ConfigOption.String(
        "s3.secret-key", "The secret key of `s3.access-key`.").FallsBackTo("s3.secret.key").Supported();

    /// <summary>What comes with keys that expire.</summary>
    public static ConfigOption<string> SessionToken { get; } = ConfigOption.String(
        "s3.session.token", "The session token of keys that expire.").FallsBackTo("s3.session-token").Supported();

    /// <summary>How addresses of buckets are written.</summary>
    public static ConfigOption<bool> PathStyle { get; } = ConfigOption.Bool(
        "s3.path.style.access", "Whether addresses are `endpoint/bucket` and not `bucket.endpoint`: what most services but Amazon's want. Without it: when the endpoint is an IP address or `localhost`.")
        .FallsBackTo("s3.path-style-access").Supported();

    /// <summary>How many connections there may be.</summary>
    public static ConfigOption<int> MaxConnections { get; } = ConfigOption.Int(
        "s3.connection.maximum", 96, "Most connections of a process to the service.").AtLeast(1).Supported();

    /// <summary>How long an answer may take.</summary>
    public static ConfigOption<TimeSpan> Timeout { get; } = ConfigOption.Duration(
        "s3.connection.timeout", "60 s", "How long a request, or a stretch of silence within an answer, may take before it is given up and repeated.")
        .Where(static value => value >= TimeSpan.FromSeconds(1), "at least a second").Supported();

    /// <summary>How often a request is sent.</summary>
    public static ConfigOption<int> Attempts { get; } = ConfigOption.Int(
        "s3.attempts.maximum", 10, "How often a request is sent that the service did not answer, or answered with an error of its own; between two attempts are 0.2 s, and twice as much each time, up to 5 s.")
        .Between(1, 100).Supported();

    /// <summary>Size of the parts of a large object.</summary>
    public static ConfigOption<MemorySize> PartSize { get; } = ConfigOption.Memory(
        "s3.upload.min.part.size", "5 mb", "Objects that are larger are uploaded in parts of this size, which are kept in memory until the service has them; later parts of very large objects are larger.")
        .Between(MemorySize.Parse("5 mb"), MemorySize.Parse("1 gb")).Supported();

    /// <summary>How many parts are under way.</summary>
    public static ConfigOption<int> MaxUploads { get; } = ConfigOption.Int(
        "s3.upload.max.concurrent.uploads", 8, "Most parts that a process uploads at a time; whoever writes faster waits.").Between(1, 1000).Supported();

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<ConfigOption> All { get; } =
        [Endpoint, Region, AccessKey, SecretKey, SessionToken, PathStyle, MaxConnections, Timeout, Attempts, PartSize, MaxUploads];
}
