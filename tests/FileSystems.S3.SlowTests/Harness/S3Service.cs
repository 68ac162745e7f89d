using Amazon.Runtime;
using Amazon.S3;
using Flink.Core.Configuration;
using Flink.Core.FileSystems;
using Flink.Core.Plugins;

namespace Flink.FileSystems.S3.SlowTests.Harness;

/// <summary>A real S3 service: that of S3_ENDPOINT, S3_ACCESS_KEY, S3_SECRET_KEY, and a bucket that is there, S3_BUCKET (<c>flink</c>).</summary>
/// <remarks>Where there is none its users are skipped and say so.</remarks>
public static class S3Service
{
    private const string Missing = "S3_ENDPOINT names no S3 service";

    /// <summary>The folder of the plug-in as a distribution has it.</summary>
    public static string Plugins { get; } = Path.Combine(AppContext.BaseDirectory, "plugins");

    public static Uri Endpoint => new(Variable("S3_ENDPOINT"));

    public static string AccessKey => Variable("S3_ACCESS_KEY");

    public static string SecretKey => Variable("S3_SECRET_KEY");

    public static string Bucket => Environment.GetEnvironmentVariable("S3_BUCKET") is { Length: > 0 } bucket ? bucket : "flink";

    /// <summary>A folder of its own for whoever asks.</summary>
    public static FilePath NewFolder() => FilePath.Parse($"s3://{Bucket}/tests/{Guid.NewGuid():n}");

    /// <summary>What config.yaml has to say.</summary>
    public static FlinkConfiguration Configuration => FlinkConfiguration.Empty
        .With("s3.endpoint", Endpoint.ToString())
        .With("s3.access-key", AccessKey)
        .With("s3.secret-key", SecretKey);

    /// <summary>The same in lines.</summary>
    public static string ConfigurationLines => string.Join('\n', Configuration.Entries.Select(static entry => $"{entry.Key}: {entry.Value.Value}"));

    /// <summary>The file system as processes make it: the plug-in, loaded.</summary>
    public static FileSystem Open(FlinkConfiguration? configuration = null) =>
        new FileSystemRegistry(configuration ?? Configuration, static () => PluginCatalog.Open(Plugins)).For(FilePath.Parse($"s3://{Bucket}/"));

    /// <summary>The service without any of ours in between.</summary>
    public static AmazonS3Client Client() => new(
        new BasicAWSCredentials(AccessKey, SecretKey),
        new AmazonS3Config { ServiceURL = Endpoint.ToString(), ForcePathStyle = true, AuthenticationRegion = "us-east-1" });

    private static string Variable(string name)
    {
        var value = Environment.GetEnvironmentVariable(name);
        Assert.SkipWhen(string.IsNullOrEmpty(value), Missing);
        return value!;
    }
}
