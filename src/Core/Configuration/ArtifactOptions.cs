namespace Flink.Core.Configuration;

/// <summary>Options of programs that the JobManager of an application fetches.</summary>
public static class ArtifactOptions
{
    /// <summary>Whether a program may come without encryption.</summary>
    public static ConfigOption<bool> RawHttpEnabled { get; } = ConfigOption.Bool(
        "user.artifacts.raw-http-enabled",
        false,
        "Whether the JobManager of an application fetches its program by http:// too, without encryption, and not only by https://.")
        .Supported();

    /// <summary>What is sent along with the request.</summary>
    public static ConfigOption<IReadOnlyDictionary<string, string>> HttpHeaders { get; } = ConfigOption.Map(
        "user.artifacts.http-headers",
        "Headers of the request by which a program is fetched by http:// or https://: `name:value,name:value`.")
        .Supported();

    /// <summary>These options as a group of the documentation.</summary>
    internal static OptionGroup Group { get; } = new("Programs of applications", [RawHttpEnabled, HttpHeaders]);
}
