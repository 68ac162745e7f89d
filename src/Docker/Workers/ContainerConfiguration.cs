using System.Text;
using System.Text.Json;
using Flink.Core.Configuration;
using Flink.Docker.Configuration;

namespace Flink.Docker.Workers;

/// <summary>How a configuration comes into a container: what everybody may see as environment, secrets as a file of their own.</summary>
internal static class ContainerConfiguration
{
    /// <summary>Where the engine is in the image.</summary>
    public const string Home = "/opt/flink";

    /// <summary>The folder of <c>config.yaml</c> in the image.</summary>
    public const string Folder = Home + "/conf";

    /// <summary>The file of a container's secrets, in that folder.</summary>
    public const string SecretsName = "secrets.yaml";

    /// <summary>The image's user, whose the file of secrets is.</summary>
    public const int User = 9999;

    public const string LogFolder = Home + "/log";

    private static readonly string[] _loopback = ["localhost", "127.0.0.1", "::1"];

    /// <summary>The value of <c>FLINK_PROPERTIES</c>.</summary>
    public static string Public(FlinkConfiguration configuration) => Lines(configuration, areSecret: false);

    /// <summary>The content of the file of secrets; empty when there are none.</summary>
    public static string Secrets(FlinkConfiguration configuration) => Lines(configuration, areSecret: true);

    /// <summary>The command of a process in a container; the image's entry point is the engine.</summary>
    /// <param name="verb">What the process is to be.</param>
    /// <param name="configuration">Its configuration.</param>
    public static IEnumerable<string> Command(string verb, FlinkConfiguration configuration) =>
    [
        verb, "--logFile", $"{LogFolder}/{verb}.log", "--stderr",
        .. configuration.Keys.Any(SensitiveKeys.IsSensitive) ? (string[])["--propertiesFile", $"{Folder}/{SecretsName}"] : [],
    ];

    /// <summary>Names of this machine mean another one in a container.</summary>
    public static FlinkConfiguration WithoutLoopback(FlinkConfiguration configuration, params IReadOnlyList<ConfigOption<string>> options)
    {
        foreach (var option in options)
        {
            if (configuration.TryGet(option, out var value) && IsLoopback(value))
            {
                configuration = configuration.Without(option.Key);
            }
        }

        return configuration;
    }

    public static bool IsLoopback(string host) => _loopback.Contains(host, StringComparer.OrdinalIgnoreCase);

    /// <summary>What a container has of the options that are about this machine: nothing.</summary>
    public static FlinkConfiguration ForContainer(FlinkConfiguration configuration)
    {
        foreach (var key in (string[])[EnvironmentOptions.LogDirectory.Key, EnvironmentOptions.PidDirectory.Key, CoreOptions.TempDirectories.Key, DockerOptions.Host.Key, DockerOptions.CertificateFolder.Key, DockerOptions.Tls.Key])
        {
            configuration = configuration.Without(key);
        }

        return configuration;
    }

    // A string of JSON is one of YAML.
    private static string Lines(FlinkConfiguration configuration, bool areSecret)
    {
        var lines = new StringBuilder();
        foreach (var (key, entry) in configuration.Entries)
        {
            if (SensitiveKeys.IsSensitive(key) == areSecret)
            {
                lines.Append(key).Append(": ").Append(JsonSerializer.Serialize(entry.Value)).Append('\n');
            }
        }

        return lines.ToString();
    }
}
